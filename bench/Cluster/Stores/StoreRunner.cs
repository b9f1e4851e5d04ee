using System.Globalization;
using ActorPipeline.Cassandra.Store;
using ActorPipeline.Cql;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Declaring;
using ActorPipeline.Definitions;

namespace ActorPipeline.Bench.Cluster.Stores;

/// <summary>Starts the runs of the benchmark on Cassandra, one after the other.</summary>
/// <param name="broker">Where the topic is.</param>
/// <param name="node">Where rows go.</param>
/// <param name="topic">The topic.</param>
/// <param name="oracle">The oracle's folder.</param>
internal sealed class StoreRunner(KafkaBroker broker, CassandraNode node, string topic, string oracle)
{
    private int _keyspaces;

    /// <summary>All runs, in their order.</summary>
    public IEnumerable<(string Name, Func<string, Task<StoreResult>> Run)> All() =>
    [
        (StoreReport.InMemory, name => RunPipelineAsync(name, "")),
        (StoreReport.InCassandra, name => RunPipelineAsync(name, node.Address)),
        (StoreReport.Batched, name => RunWriteAsync(name, WriteShape.Maps, onlyBrokenDown: false)),
        (StoreReport.Executes, name => RunWriteAsync(name, WriteShape.Executes, onlyBrokenDown: false)),
        (StoreReport.Maps, name => RunWriteAsync(name, WriteShape.Maps, onlyBrokenDown: true)),
        (StoreReport.RowPerPage, name => RunWriteAsync(name, WriteShape.Rows, onlyBrokenDown: true)),
    ];

    private async Task<StoreResult> RunPipelineAsync(string name, string cassandra)
    {
        var run = new StorePipelineRun(broker.Address, topic, cassandra, NextKeyspace());
        var (output, server) = await RunChildAsync(StoreChild.Pipeline, run.Arguments);
        var check = "";
        if (cassandra.Length > 0)
        {
            check = await CheckAsync(run.Pipeline, run.Keyspace);
            await DropAsync(run.Keyspace);
        }

        return new StoreResult(ClusterRun.Parse(name, output, check), server, 0);
    }

    private async Task<StoreResult> RunWriteAsync(string name, WriteShape shape, bool onlyBrokenDown)
    {
        var run = new StoreWriteRun(shape, onlyBrokenDown, node.Address, NextKeyspace(), oracle);
        var (output, server) = await RunChildAsync(StoreChild.Write, run.Arguments);
        var check = await CheckAsync(run.Pipeline, run.Keyspace);
        var sizes = await node.MeasureTablesAsync(run.Keyspace);
        await DropAsync(run.Keyspace);
        var disk = run.Pipeline.Views.SelectMany(view => RowsTable.Of(run.Pipeline.Name, view)).Sum(table => sizes[table.Name]);
        return new StoreResult(ClusterRun.Parse(name, output, check), server, disk);
    }

    private async Task<(string Output, double ServerCpuSeconds)> RunChildAsync(string command, string[] arguments)
    {
        var before = node.CpuSeconds;
        var output = await PeerTools.MustRunAsync(DotNet.Path, [typeof(StoreRunner).Assembly.Location, command, .. arguments]);
        var server = node.CpuSeconds - before;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{output} server_cpu_s={server:0.0}"));
        return (output, server);
    }

    private async Task<string> CheckAsync(PipelineDefinition pipeline, string keyspace)
    {
        await using var store = await StoreChild.OpenStoreAsync(node.Address, keyspace, null);
        await store.RegisterAsync(pipeline, PipelineFingerprint.Of(pipeline), CancellationToken.None);
        return (await OracleCheck.RunAsync(store, pipeline, oracle)).ToString();
    }

    // The next run finds the server as this one did.
    private async Task DropAsync(string keyspace)
    {
        await using var session = await CqlSession.ConnectAsync(new CqlSessionOptions { ContactPoints = [CqlEndpoint.Parse(node.Address)] });
        using var dropped = await session.ExecuteAsync($"DROP KEYSPACE {keyspace}", new CqlStatementOptions { Timeout = TimeSpan.FromMinutes(1) });
    }

    private string NextKeyspace() => $"bench_{++_keyspaces}";
}
