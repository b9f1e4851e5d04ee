using ActorPipeline.Cassandra.Store;
using ActorPipeline.Definitions;
using ActorPipeline.TestKit.Cassandra;
using ActorPipeline.TestKit.Conformance;
using ActorPipeline.Views;

namespace ActorPipeline.Tests.Cassandra.Store;

/// <summary>What tests of the view store's parts against stub servers share: three nodes that know its tables.</summary>
public abstract class StubStoreTest : StubTest
{
    private protected static readonly ViewDefinition View = StoredViews.Pages with { ServeBy = [["topic", "window"], ["topic", "page"]] };
    private protected static readonly PipelineDefinition Pipeline = new() { Name = "p", Source = null!, Views = [View], Shards = 4 };
    private protected static readonly CassandraStoreOptions Options = new() { Keyspace = "ks" };

    private protected StubCluster Cluster { get; } = StubCluster.Of(3);

    private protected StubSchema Schema { get; } = new([.. CassandraSchema.Fixed(Options).Values, .. CassandraSchema.Views(Options, Pipeline).Values]);

    private protected ViewTables Tables { get; } = new(Pipeline, View);

    /// <summary>What is said to EXECUTE and BATCH.</summary>
    private protected Func<StubCall, StubAnswer?> Answer { get; set; } = _ => StubAnswer.Void;

    /// <summary>What was executed.</summary>
    private protected IReadOnlyList<StubCall> Calls =>
        [.. Cluster.Nodes.SelectMany(node => node.Received).Where(request => request.IsCall).Select(StubCall.Of)];

    private protected async Task<StoreClient> ConnectAsync()
    {
        foreach (var node in Cluster.Nodes)
        {
            node.Script = request => request.IsPrepare ? Schema.Prepared(request.Cql, request.Version) : Answer(StubCall.Of(request));
        }

        return new StoreClient(await Cluster.ConnectAsync(null, Cancelled), Options.Keyspace);
    }

    /// <summary>Writes rows, each of a topic and a page.</summary>
    private protected async Task WriteAsync(StoreClient client, IEnumerable<(string Topic, string Page)> keys, int shard = 0)
    {
        var batch = new RowBatch(Pipeline.Name, View, shard, new RowWindow(0, StoredViews.WindowMs, 5), 0);
        foreach (var (topic, page) in keys)
        {
            StoredViews.Add(batch, [topic, page], [], true, 1L, Int128.One, 0.5, "newest");
        }

        await WriteAsync(client, batch);
    }

    private protected async Task WriteAsync(StoreClient client, RowBatch batch)
    {
        using var room = new SemaphoreSlim(64);
        await SoonAsync(new RowWriter(client, room, Options).WriteAsync([(batch, Tables)], Cancelled));
    }

    /// <summary>Some rows' keys.</summary>
    private protected static IEnumerable<(string Topic, string Page)> Keys(int topics, int pages) =>
        Enumerable.Range(0, topics).SelectMany(topic => Enumerable.Range(0, pages).Select(page => ($"topic {topic}", $"page {page:D5}")));
}
