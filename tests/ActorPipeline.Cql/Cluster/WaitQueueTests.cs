using ActorPipeline.Cql.Cluster;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Cql.Tests.Cluster;

public sealed class WaitQueueTests
{
    private static readonly CqlEndpoint Node = new("10.0.0.1", 9042);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private readonly VirtualTimeProvider _clock = new();

    [Fact]
    public async Task Who_came_first_is_woken_first()
    {
        var line = new WaitQueue(10, _clock);
        var first = line.WaitAsync(Node, Limit, CancellationToken.None);
        var second = line.WaitAsync(Node, Limit, CancellationToken.None);

        line.Wake(1);

        await first;
        Assert.False(second.IsCompleted);
        line.Wake(1);
        await second;
    }

    [Fact]
    public async Task A_full_line_refuses_with_the_node_and_the_number()
    {
        var line = new WaitQueue(1, _clock);
        _ = line.WaitAsync(Node, Limit, CancellationToken.None);

        var busy = await Assert.ThrowsAsync<CqlBusyException>(() => line.WaitAsync(Node, Limit, CancellationToken.None));

        Assert.Contains("1 requests wait for room on Cassandra node 10.0.0.1:9042", busy.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waited_too_long_leaves_and_takes_nobodys_turn()
    {
        var line = new WaitQueue(10, _clock);
        var impatient = line.WaitAsync(Node, Limit, CancellationToken.None);
        var patient = line.WaitAsync(Node, Limit * 2, CancellationToken.None);
        _clock.Advance(Limit);
        await Assert.ThrowsAsync<CqlBusyException>(() => impatient);

        line.Wake(1);

        await patient;
    }

    [Fact]
    public async Task Who_is_cancelled_leaves_and_takes_nobodys_turn()
    {
        var line = new WaitQueue(10, _clock);
        using var cancellation = new CancellationTokenSource();
        var cancelled = line.WaitAsync(Node, Limit, cancellation.Token);
        var other = line.WaitAsync(Node, Limit, CancellationToken.None);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        line.Wake(1);

        await other;
        Assert.False(line.HasAny);
    }
}
