using System.Text;
using ActorPipeline.Cassandra.Store;
using ActorPipeline.Cql.Routing;
using ActorPipeline.TestKit.Cassandra;
using Xunit;

namespace ActorPipeline.Tests.Cassandra.Store;

public sealed class ReplicaBatchesTests : StubTest
{
    private const long WriteTime = 7;
    private readonly StubCluster _cluster = StubCluster.Of(3);

    [Fact]
    public async Task Small_partitions_of_a_node_share_requests_of_at_most_ten()
    {
        var keys = Enumerable.Range(0, 300).Select(number => $"key {number}").ToList();

        var requests = await WriteAsync(keys.Select(key => (key, true)));

        Assert.Equal(keys.Order(), requests.SelectMany(request => request.Keys).Order());
        Assert.All(requests, request => Assert.All(request.Keys, key => Assert.Same(Owner(key), request.Node)));
        Assert.All(requests, request => Assert.InRange(request.Keys.Count, 1, 10));
        Assert.InRange(requests.Count, 30, 33);
    }

    [Fact]
    public async Task A_partition_fills_requests_up_to_what_servers_take_without_a_warning()
    {
        var key = new string('k', 1_000);

        var requests = await WriteAsync(Enumerable.Range(0, 50).Select(number => (key, number == 0)));

        Assert.Equal(50, requests.Sum(request => request.Keys.Count));
        Assert.All(requests, request => Assert.InRange(request.Keys.Count * 1_000, 1_000, 4_096));
        Assert.InRange(requests.Count, 10, 13);
    }

    [Fact]
    public async Task A_partition_that_goes_on_in_another_request_counts_there_too()
    {
        // Two statements of the first partition are too much for a request; the last waits with nine others.
        var large = new string('k', 3_000);

        var requests = await WriteAsync([(large, true), (large, false), (large, false), .. Siblings(large, 10).Select(key => (key, true))]);

        Assert.All(requests, request => Assert.InRange(request.Keys.Distinct().Count(), 1, 10));
        Assert.Equal([1, 1, 10, 1], requests.Select(request => request.Keys.Count));
    }

    [Fact]
    public async Task A_large_statement_goes_alone_so_that_no_batch_is_too_large_for_a_server()
    {
        var large = new string('k', 40_000);

        var requests = await WriteAsync([.. Siblings(large, 5).Select(key => (key, true)), (large, true), .. Siblings(large, 5).Select(key => (key, true))]);

        Assert.Equal([5, 1, 5], requests.Select(request => request.Keys.Count));
    }

    private async Task<List<(StubNode Node, List<string> Keys)>> WriteAsync(IEnumerable<(string Key, bool IsNewPartition)> statements)
    {
        // All take statements that only one of them has prepared, so that none is sent twice.
        _cluster.Nodes.ForEach(node => node.Script = request => request.IsCall ? StubAnswer.Void : node.Usual(request));
        await using var session = await _cluster.ConnectAsync(null, Cancelled);
        var write = await session.PrepareAsync(Write, Idempotent, Cancelled);
        using var room = new SemaphoreSlim(100);
        var pending = new PendingWrites(session, room);
        var batches = new ReplicaBatches(session, pending, WriteTime);
        foreach (var (key, isNewPartition) in statements)
        {
            await batches.AddAsync(write.Bind(key), isNewPartition, Cancelled);
        }

        await batches.SendAsync(Cancelled);
        await pending.EndAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancelled);
        Assert.Null(pending.Failure);
        return [.. _cluster.Nodes.SelectMany(node => node.Received).Where(request => request.IsCall).Select(request => (request.Node, Keys(request)))];
    }

    private static List<string> Keys(StubRequest request) =>
        [.. StubCall.Of(request).Statements.Select(statement => Encoding.UTF8.GetString(Assert.Single(statement.Values)!))];

    private IEnumerable<string> Siblings(string key, int count) =>
        Enumerable.Range(0, 1_000).Select(number => $"key {number}").Where(other => Owner(other) == Owner(key)).Take(count);

    private StubNode Owner(string key)
    {
        var token = TokenHash.Of(Encoding.UTF8.GetBytes(key));
        return _cluster.Nodes.FirstOrDefault(node => token <= node.Tokens[0]) ?? _cluster.Nodes[0];
    }
}
