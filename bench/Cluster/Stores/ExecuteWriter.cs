using ActorPipeline.Cassandra.Store;
using ActorPipeline.Cql;
using ActorPipeline.Definitions;
using ActorPipeline.Views;

namespace ActorPipeline.Bench.Cluster.Stores;

/// <summary>Writes rows as a program on a general driver does: a prepared EXECUTE for each row and table that serves it, many under way at once.</summary>
/// <param name="session">The session.</param>
/// <param name="keyspace">The keyspace, with the tables of the pipeline.</param>
/// <param name="pipeline">The pipeline.</param>
internal sealed class ExecuteWriter(CqlSession session, string keyspace, PipelineDefinition pipeline) : IDisposable
{
    private const int AtOnce = 2_048;

    private readonly SemaphoreSlim _room = new(AtOnce);

    /// <summary>Writes rows.</summary>
    public async Task WriteAsync(IReadOnlyList<RowBatch> batches)
    {
        var pending = new PendingWrites(session, _room);
        var windows = new RowWriter(new StoreClient(session, keyspace), _room, new CassandraStoreOptions());
        foreach (var batch in batches)
        {
            // Two more for a few thousand rows; without them readers do not find the rows.
            await windows.WriteWindowAsync(batch, pending, CancellationToken.None);
            foreach (var table in RowsTable.Of(pipeline.Name, batch.View))
            {
                await WriteAsync(batch, table, pending);
            }
        }

        await pending.EndAsync();
        if (pending.Failure is { } failure)
        {
            throw failure;
        }
    }

    public void Dispose() => _room.Dispose();

    private async Task WriteAsync(RowBatch batch, RowsTable table, PendingWrites pending)
    {
        var insert = await session.PrepareAsync(RowEncoder.Upsert(keyspace, table), StoreClient.Idempotent);
        for (var row = 0; row < batch.Count; row++)
        {
            var bound = insert.Bind();
            RowEncoder.Add(bound.Values, table, batch, row, row + 1);
            await pending.AddAsync([bound], RowWriter.TimestampOf(batch), CancellationToken.None);
        }
    }
}
