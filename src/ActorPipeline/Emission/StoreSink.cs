using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Emission;

/// <summary>Rows go to the view store.</summary>
internal sealed class StoreSink(IViewStore store) : IRowSink
{
    /// <inheritdoc/>
    public string Name => "the view store";

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken) => store.WriteRowsAsync(rows, cancellationToken).AsTask();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;
}
