using ActorPipeline.Views;

namespace ActorPipeline.Node.Serving;

/// <summary>Rows as a request asks for them.</summary>
/// <param name="Layer">Only rows of this layer; null for all.</param>
/// <param name="Open">Also rows of windows that still count.</param>
internal sealed record RowRequest(RowQuery Query, RowLayer? Layer, bool Open)
{
    public bool WantsClosed => Layer != RowLayer.Open;

    public bool WantsOpen => (Open && Layer is null) || Layer == RowLayer.Open;
}
