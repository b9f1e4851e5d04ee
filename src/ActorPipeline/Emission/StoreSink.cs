using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Emission;

/// <summary>Rows go to the view store.</summary>
internal sealed class StoreSink(IRowStore store) : IRowSink
{
    public string Name => "the view store";

    public Task WriteAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken) => store.WriteRowsAsync(rows, cancellationToken).AsTask();

    public ValueTask DisposeAsync() => default;
}
