using ActorPipeline.Definitions;

namespace ActorPipeline.Views;

/// <summary>Batches of one view and shard that are used again: a window's rows are megabytes, too much to leave to the garbage collector.</summary>
/// <remarks>Keeps at most <see cref="MaxBatches"/> batches, each of the size of the largest it has held. One thread at a time.</remarks>
internal sealed class RowBatchPool(string pipeline, ViewDefinition view, int shard)
{
    private const int MaxBatches = 4;
    private readonly Stack<RowBatch> _free = [];

    public RowBatch Rent(RowWindow window, int revision, int rows)
    {
        if (!_free.TryPop(out var batch))
        {
            return new RowBatch(pipeline, view, shard, window, revision, rows) { Pool = this };
        }

        batch.Begin(window, revision);
        return batch;
    }

    /// <summary>Takes a batch back that nobody looks at any more.</summary>
    public void Return(RowBatch batch)
    {
        if (_free.Count < MaxBatches)
        {
            _free.Push(batch);
        }
    }
}
