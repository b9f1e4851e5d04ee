using ActorPipeline.Batches;
using ActorPipeline.Definitions;

namespace ActorPipeline.Views;

/// <summary>Batches of one view and shard that are used again: a window's rows are megabytes, too much to leave to the garbage collector.</summary>
/// <remarks>Keeps at most <see cref="MaxBatches"/> batches. One thread at a time.</remarks>
internal sealed class RowBatchPool(string pipeline, ViewDefinition view, int shard)
{
    private const int MaxBatches = 4;
    private const int SmallBatch = 256;
    private readonly Recycled<RowBatch> _free = new(MaxBatches, SmallBatch);

    public RowBatch Rent(RowLayer layer, RowWindow window, int revision, int rows)
    {
        var batch = _free.Take() ?? new RowBatch(pipeline, view, shard, window, revision, rows) { Pool = this };
        batch.Begin(layer, window, revision);
        return batch;
    }

    /// <summary>Takes a batch back that nobody looks at any more.</summary>
    public void Return(RowBatch batch) => _free.Give(batch, batch.Count, batch.Room);

    /// <inheritdoc cref="Recycled{T}.Age"/>
    public void Age() => _free.Age();
}
