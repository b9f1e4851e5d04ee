using ActorPipeline.Cql;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Cassandra.Store;

/// <summary>Writes rows into every table that serves them. Thread-safe.</summary>
/// <remarks>
/// The write time of a row is the end of its window in microseconds plus its revision, so that the highest revision wins in whatever order they arrive, and
/// writing one again changes nothing. (A revision is always made of the same events, so two rows of one revision are equal.)
/// </remarks>
/// <param name="room">Room for requests under way, of all writes together.</param>
internal sealed class RowWriter(StoreClient client, SemaphoreSlim room, CassandraStoreOptions options)
{
    // Map entries are about this many bytes a statement at the most, plus one value of the breakdown: an entity may have more than one write should hold.
    private const int MostMapBytes = 32 * 1024;
    private const long UsPerMs = 1_000;

    private readonly SeenKeys _seen = new(options.KeepRows, options.Time);

    /// <summary>The write time of a batch's rows in microseconds since 1970.</summary>
    public static long TimestampOf(RowBatch batch) => (batch.Window.EndMs * UsPerMs) + batch.Revision;

    public async Task WriteAsync(IReadOnlyList<(RowBatch Batch, ViewTables Tables)> rows, CancellationToken cancellationToken)
    {
        var pending = new PendingWrites(client.Session, room);
        try
        {
            foreach (var (batch, tables) in rows)
            {
                await WriteAsync(batch, tables, pending, cancellationToken).ConfigureAwait(false);
            }

            await pending.EndAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            if (pending.Failure is { } failure)
            {
                throw failure;
            }
        }
        catch (CqlException e)
        {
            _seen.Forget();

            // Rows may be written again at will, so nobody need know whether they were.
            var (batch, _) = rows[0];
            var what = $"writing rows of {batch.Pipeline}/{batch.View.Name}{(rows.Count > 1 ? " and more" : "")}";
            throw new ViewStoreException(client.Failure(what, e).Message, e);
        }
        catch
        {
            _seen.Forget();
            throw;
        }
    }

    private async Task WriteAsync(RowBatch batch, ViewTables tables, PendingWrites pending, CancellationToken cancellationToken)
    {
        await WriteWindowAsync(batch, pending, cancellationToken).ConfigureAwait(false);
        await WriteKeysAsync(batch, tables.Keys, pending, cancellationToken).ConfigureAwait(false);
        foreach (var table in tables.Rows)
        {
            await WriteTableAsync(batch, table, pending, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task WriteWindowAsync(RowBatch batch, PendingWrites pending, CancellationToken cancellationToken)
    {
        var (pipeline, view, day) = (batch.Pipeline, batch.View.Name, WindowDay.Of(batch.Window.StartMs));
        await AddAsync($"INSERT INTO {client.Keyspace}.window_day (pipeline, view_name, day) VALUES (?, ?, ?)", [pipeline, view, day]).ConfigureAwait(false);
        await AddAsync(
            $"INSERT INTO {client.Keyspace}.window_shard (pipeline, view_name, day, window_start, shard) VALUES (?, ?, ?, ?, ?)",
            [pipeline, view, day, batch.Window.StartMs, batch.Shard]).ConfigureAwait(false);

        async Task AddAsync(string cql, object[] values)
        {
            var bound = await client.BindAsync(cql, values, StoreClient.Idempotent, cancellationToken).ConfigureAwait(false);
            await pending.AddAsync([bound], TimestampOf(batch), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteKeysAsync(RowBatch batch, KeysTable table, PendingWrites pending, CancellationToken cancellationToken)
    {
        var gathered = new ReplicaBatches(client.Session, pending, TimestampOf(batch));
        var prepared = await PrepareAsync(table.Insert(client.Keyspace), cancellationToken).ConfigureAwait(false);
        var keys = NewKeys(batch);
        for (var i = 0; i < keys.Count && pending.Failure is null; i++)
        {
            var (bucket, row) = keys[i];
            var bound = prepared.Bind(StoreClient.Idempotent);
            bound.Values.Add(batch.Shard);
            bound.Values.Add(bucket);
            foreach (var part in batch.Keys)
            {
                bound.Values.AddUtf8(part[row]);
            }

            await gathered.AddAsync(bound, i == 0 || bucket != keys[i - 1].Bucket, cancellationToken).ConfigureAwait(false);
        }

        await gathered.SendAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The first rows of keys that were not written yet, those of one bucket together.</summary>
    private List<(int Bucket, int Row)> NewKeys(RowBatch batch)
    {
        var keys = new List<(int Bucket, int Row)>();
        for (var row = 0; row < batch.Count; row++)
        {
            if (!PartitionOrder.ContinuesKey(batch, row) && _seen.Add(batch, row))
            {
                keys.Add((KeysTable.BucketOf(batch, row), row));
            }
        }

        keys.Sort();
        return keys;
    }

    private async Task WriteTableAsync(RowBatch batch, RowsTable table, PendingWrites pending, CancellationToken cancellationToken)
    {
        var gathered = new ReplicaBatches(client.Session, pending, TimestampOf(batch));
        var prepared = await PrepareAsync(RowEncoder.Upsert(client.Keyspace, table), cancellationToken).ConfigureAwait(false);
        var order = new PartitionOrder(table, batch);
        for (var i = 0; i < order.Count && pending.Failure is null; i++)
        {
            var isNew = i == 0 || !order.SamePartition(i - 1, i);
            var (row, end) = order[i];
            do
            {
                var bound = prepared.Bind(StoreClient.Idempotent);
                row = Fill(bound, table, batch, row, end);
                await gathered.AddAsync(bound, isNew, cancellationToken).ConfigureAwait(false);
                isNew = false;
            }
            while (row < end);
        }

        await gathered.SendAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Fills a statement with a row, or with the rows of a key up to what a statement should hold.</summary>
    /// <returns>The row to go on with.</returns>
    private static int Fill(BoundStatement bound, RowsTable table, RowBatch batch, int row, int end)
    {
        if (!table.HasMaps)
        {
            RowEncoder.Add(bound.Values, table, batch, row, end);
            return end;
        }

        var until = row;
        for (var bytes = 0; until < end && bytes < MostMapBytes; until++)
        {
            foreach (var part in batch.By)
            {
                bytes += part[until].Length * batch.Columns.Count;
            }

            bytes += batch.Columns.Count * 16;
        }

        RowEncoder.Add(bound.Values, table, batch, row, until);
        return until;
    }

    private Task<PreparedStatement> PrepareAsync(string cql, CancellationToken cancellationToken) =>
        client.Session.PrepareAsync(cql, StoreClient.Idempotent, cancellationToken);
}
