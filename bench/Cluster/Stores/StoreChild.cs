using System.Diagnostics;
using System.Globalization;
using ActorPipeline.Bench.Pipeline.Memory;
using ActorPipeline.Cassandra.Store;
using ActorPipeline.Cql;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Declaring;
using ActorPipeline.Running;
using ActorPipeline.Storage;
using ActorPipeline.Views;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Bench.Cluster.Stores;

/// <summary>The processes of their own that the benchmark on Cassandra starts of this program.</summary>
internal static class StoreChild
{
    public const string Pipeline = "--store-pipeline";
    public const string Write = "--store-write";

    // A node that shares two cores with everything else may be slow; what is measured is its work.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Runs the pipeline over a topic until all its rows are durable.</summary>
    public static async Task RunPipelineAsync(StorePipelineRun run)
    {
        await using var log = ClusterChild.OpenLog(run.Kafka);
        await using var cassandra = run.Cassandra.Length > 0 ? await OpenStoreAsync(run.Cassandra, run.Keyspace, null) : null;
        var store = new TimedStore(cassandra is null ? EngineStores.Of(new MemoryStore()) : EngineStores.Of(cassandra));
        var host = EngineHost.OnThreadPool(TimeProvider.System, NullLoggerFactory.Instance);
        await ClusterChild.RunAsync(run.Pipeline, log, EngineStores.Of(store), host, applied => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{ProcessMeter.Report("store", applied, store.Rows)} writing_s={store.Writing.Seconds:0.00} checkpoints_s={store.Checkpoints.Seconds:0.00}")));
    }

    /// <summary>Writes the oracle's rows: all shards at once, each a window after the other, as a pipeline does.</summary>
    public static async Task RunWriteAsync(StoreWriteRun run)
    {
        var pipeline = run.Pipeline;
        var shards = OracleRows.Read(pipeline, run.Oracle);
        var transport = new CountingTransport();
        await using var store = await OpenStoreAsync(run.Cassandra, run.Keyspace, transport);
        await store.RegisterAsync(pipeline, PipelineFingerprint.Of(pipeline), CancellationToken.None);
        await using var session = run.Shape == WriteShape.Executes ? await CqlSession.ConnectAsync(Options(run.Cassandra, transport) with { ProtocolVersion = 4 }) : null;
        using var executes = session is null ? null : new ExecuteWriter(session, run.Keyspace, pipeline);
        Func<List<RowBatch>, Task> write = executes is null ? batches => store.WriteRowsAsync(batches, CancellationToken.None).AsTask() : executes.WriteAsync;

        GC.Collect();
        var (sent, cpu, start) = (transport.Sent, Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await Task.WhenAll(shards.Select(windows => WriteAsync(windows, write)));
        var (wall, spent) = (Stopwatch.GetElapsedTime(start), Environment.CpuUsage.TotalTime - cpu);
        var batches = shards.SelectMany(windows => windows).SelectMany(window => window).ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"peer={run.Shape} rows={batches.Sum(batch => (long)batch.Count)} table_rows={batches.Sum(TableRows)} wall_s={wall.TotalSeconds:0.00} cpu_s={spent.TotalSeconds:0.00} sent_mb={(transport.Sent - sent) / 1e6:0.0}"));
        long TableRows(RowBatch batch) => RowsTable.Of(pipeline.Name, batch.View).Sum(table => (long)new PartitionOrder(table, batch).Count);
    }

    /// <summary>Opens the store on a node.</summary>
    /// <param name="cassandra">The node.</param>
    /// <param name="keyspace">The keyspace.</param>
    /// <param name="transport">Counts what is sent; null for none.</param>
    public static async Task<CassandraViewStore> OpenStoreAsync(string cassandra, string keyspace, CountingTransport? transport) => await CassandraViewStore.OpenAsync(
        await CqlSession.ConnectAsync(Options(cassandra, transport)), new CassandraStoreOptions { Keyspace = keyspace }, NullLogger.Instance, CancellationToken.None);

    private static CqlSessionOptions Options(string cassandra, CountingTransport? transport) =>
        new() { ContactPoints = [CqlEndpoint.Parse(cassandra)], RequestTimeout = Patience, Transport = transport };

    private static async Task WriteAsync(IReadOnlyCollection<List<RowBatch>> windows, Func<List<RowBatch>, Task> write)
    {
        // Off the caller's thread, which is to start the other shards too.
        await Task.Yield();
        foreach (var window in windows)
        {
            await write(window);
        }
    }
}
