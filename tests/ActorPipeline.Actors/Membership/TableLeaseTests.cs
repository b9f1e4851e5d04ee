using ActorPipeline.Actors.Membership;
using ActorPipeline.Actors.Tests.Harness;
using ActorPipeline.Storage;
using ActorPipeline.TestKit;
using ActorPipeline.TestKit.Store;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Coordination;
using Xunit;

namespace ActorPipeline.Actors.Tests.Membership;

/// <summary>The lease of the split-brain resolver, on a virtual clock.</summary>
public sealed class TableLeaseTests : IAsyncDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(4);

    private readonly VirtualTimeProvider _time = new();
    private readonly InMemoryCoordination _tables;
    private readonly ActorSystem _first;
    private readonly ActorSystem _second;

    public TableLeaseTests()
    {
        _tables = new InMemoryCoordination(_time);
        (_first, _second) = (System(), System());
    }

    [Fact]
    public async Task One_side_gets_it_and_the_other_gives_up_in_time_while_it_is_renewed()
    {
        var (held, wanted) = (Lease(_first), Lease(_second));
        Assert.True(await held.Acquire());
        Assert.True(held.CheckLease());

        var trying = wanted.Acquire();
        await PassAsync(TimeSpan.FromSeconds(7), waiting: 2, trying);
        Assert.False(await trying);
        Assert.False(wanted.CheckLease());
        Assert.True(held.CheckLease());
    }

    [Fact]
    public async Task An_owner_that_died_is_waited_out_within_one_attempt()
    {
        Assert.True(await _tables.TryAcquireLeaseAsync("sbr", "dead", Heartbeat, TestContext.Current.CancellationToken));
        var trying = Lease(_second).Acquire();
        await PassAsync(TimeSpan.FromSeconds(5), waiting: 1);
        Assert.True(await trying);
    }

    [Fact]
    public async Task What_is_released_is_free_at_once_and_not_renewed_again()
    {
        var held = Lease(_first);
        Assert.True(await held.Acquire());
        Assert.True(await held.Release());
        Assert.False(held.CheckLease());
        await PassAsync(TimeSpan.FromSeconds(3), waiting: 0);
        Assert.True(await Lease(_second).Acquire());
    }

    [Fact]
    public async Task A_member_that_was_downed_lets_go_of_it_at_once()
    {
        Assert.True(await Lease(_first).Acquire());
        await CoordinatedShutdown.Get(_first).Run(CoordinatedShutdown.ClusterDowningReason.Instance);
        Assert.True(await _tables.TryAcquireLeaseAsync("sbr", "the side that goes on", Heartbeat, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_member_that_leaves_keeps_it_for_its_side_until_it_expires()
    {
        Assert.True(await Lease(_first).Acquire());
        await CoordinatedShutdown.Get(_first).Run(CoordinatedShutdown.ClusterLeavingReason.Instance);
        Assert.False(await _tables.TryAcquireLeaseAsync("sbr", "the other side", Heartbeat, TestContext.Current.CancellationToken));
        await PassAsync(Heartbeat, waiting: 0);
        Assert.True(await _tables.TryAcquireLeaseAsync("sbr", "the other side", Heartbeat, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_owner_whose_table_is_away_too_long_knows_that_it_holds_the_lease_no_more()
    {
        var held = Lease(_first);
        var lost = new TaskCompletionSource<Exception>();
        Assert.True(await held.Acquire(lost.SetResult));
        _tables.Failure = new ViewStoreException("away");
        await PassAsync(TimeSpan.FromSeconds(2), waiting: 1);
        Assert.True(held.CheckLease());
        await PassAsync(TimeSpan.FromSeconds(1), waiting: 1, lost.Task);

        // The table may count one second less than was asked for.
        Assert.False(held.CheckLease());
        await PassAsync(TimeSpan.FromSeconds(1), waiting: 1, lost.Task);
        Assert.IsType<LeaseException>(await lost.Task);
        Assert.False(held.CheckLease());
    }

    [Fact]
    public async Task Who_was_removed_does_not_get_it_though_it_is_free_again()
    {
        var (here, other) = (Akka.Cluster.Cluster.Get(_first).SelfUniqueAddress, Akka.Cluster.Cluster.Get(_second).SelfUniqueAddress);
        await new RemovedMembers(_tables).AddAsync([here], other, TestContext.Current.CancellationToken);

        // It may learn from others that it was downed alone before it downs all that it reaches.
        var trying = Lease(_first).Acquire();
        await PassAsync(TimeSpan.FromSeconds(5), waiting: 1);
        Assert.False(trying.IsCompleted);
        await PassAsync(TimeSpan.FromSeconds(2), waiting: 1, trying);
        Assert.False(await trying);
        Assert.Null(await _tables.ReadLeaseAsync("sbr", TestContext.Current.CancellationToken));
        Assert.True(await Lease(_second).Acquire());
    }

    [Fact]
    public async Task A_table_that_is_away_grants_nothing_and_breaks_nothing()
    {
        _tables.Failure = new ViewStoreException("away");
        var trying = Lease(_first).Acquire();
        await PassAsync(TimeSpan.FromSeconds(7), waiting: 1, trying);
        Assert.False(await trying);
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_first.Terminate(), _second.Terminate());

    // In steps, each of them when whoever waits for time waits again: so many are waiting, one less once a task has ended.
    private async Task PassAsync(TimeSpan span, int waiting, Task? ends = null)
    {
        var step = TimeSpan.FromMilliseconds(250);
        for (var passed = TimeSpan.Zero; passed < span; passed += step)
        {
            _time.Advance(step);
            await Eventually.HoldsAsync(() => _time.PendingTimers >= waiting - (ends is { IsCompleted: true } ? 1 : 0));
        }
    }

    private ActorSystem System() => ActorSystem.Create("leases", ActorSystemSetup.Create(
        BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString("akka.actor.provider = cluster\nakka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }\nakka.loglevel = OFF")),
        new LeaseSetup(_tables, _time)));

    private static TableLease Lease(ActorSystem system)
    {
        var settings = new LeaseSettings("sbr", "owner", new TimeoutSettings(TimeSpan.FromSeconds(1), Heartbeat, TimeSpan.FromSeconds(6)), Config.Empty);
        return new TableLease(settings, (ExtendedActorSystem)system);
    }
}
