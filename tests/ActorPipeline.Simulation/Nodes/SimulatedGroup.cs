using ActorPipeline.Asking;

namespace ActorPipeline.Simulation.Nodes;

/// <summary>Spreads partitions over nodes as a group's coordinator does: it asks owners to hand over, misses those that are silent for too long, and gives what
/// they had to others, whether or not they know.</summary>
/// <param name="world">The world.</param>
/// <param name="seed">Draws who gets what, and how long everything takes.</param>
internal sealed class SimulatedGroup(World world, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<SimulatedPlacement> _members = [];
    private readonly List<Seat> _seats =
    [
        .. Enumerable.Range(0, world.Scenario.Pipeline.Source.Partitions).Select(partition => new Seat(PlacedRole.Intake, partition)),
        .. Enumerable.Range(0, world.Scenario.Pipeline.Shards).Select(shard => new Seat(PlacedRole.Shards, shard)),
        .. Enumerable.Range(0, world.Scenario.Pipeline.Source.Partitions).Select(partition => new Seat(PlacedRole.Lake, partition)),
        new Seat(PlacedRole.Batch, 0),
    ];

    /// <summary>Whether silence is overlooked: then nothing is taken from a node that stands still.</summary>
    public bool IsPatient { get; set; }

    /// <summary>A node takes part from now on.</summary>
    public void Join(SimulatedPlacement node)
    {
        _members.Add(node);
        Rebalance(isShuffled: false);
    }

    /// <summary>Deals again, since members have changed or, when shuffled, for no reason.</summary>
    public void Rebalance(bool isShuffled)
    {
        foreach (var seat in _seats)
        {
            var able = _members.Where(member => member.Serves(seat.Role)).ToList();
            var keeps = seat.Target is not null && able.Contains(seat.Target) && (able.Count == 1 || _random.Next(isShuffled ? 2 : 4) > 0);
            if (!keeps)
            {
                seat.Target = able.Count == 0 ? null : able[_random.Next(able.Count)];
            }

            _ = world.Scheduler.Start(() => MoveAsync(seat));
        }
    }

    /// <summary>A node is silent: after the session time-out it is missed, unless it is back by then.</summary>
    public void Miss(SimulatedPlacement node, Func<bool> isBack) => _ = world.Scheduler.Start(async () =>
    {
        await WaitAsync(200, 9_000);
        if (!isBack() && !IsPatient)
        {
            Expire(node);
        }
    });

    /// <summary>A node goes on after it stood still: when it was missed meanwhile it finds out in a while, and joins again.</summary>
    public void Return(SimulatedPlacement node) => _ = world.Scheduler.Start(async () =>
    {
        await WaitAsync(0, 4_000);
        if (!node.IsGone && !_members.Contains(node))
        {
            node.LoseAll();
            Join(node);
        }
    });

    private void Expire(SimulatedPlacement node)
    {
        if (!_members.Remove(node))
        {
            return;
        }

        world.Trace.Add($"{node.Name} is missed");
        foreach (var seat in _seats.Where(seat => seat.Owner == node))
        {
            seat.Owner = null;
            seat.Returning?.TrySetResult();
        }

        Rebalance(isShuffled: false);
    }

    // One move of a seat at a time; where it is to go may change on the way.
    private async Task MoveAsync(Seat seat)
    {
        if (seat.IsMoving)
        {
            return;
        }

        seat.IsMoving = true;
        while (seat.Owner != seat.Target)
        {
            if (seat.Owner is { } owner)
            {
                await TakeAsync(seat, owner);
                continue;
            }

            await WaitAsync(0, 300);
            if (seat.Target is { } target)
            {
                seat.Owner = target;
                target.Give((seat.Role, seat.Partition));
            }
        }

        seat.IsMoving = false;
    }

    private async Task TakeAsync(Seat seat, SimulatedPlacement owner)
    {
        // A calm group waits for as long as it takes; another one only so long, and then deals the partition to the next node all the same.
        var returning = seat.Returning = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isCalm = world.Scenario.IsCalm;
        using var patience = isCalm ? null : world.Clock.CreateTimer(_ => returning.TrySetResult(), null, Draw(500, 10_000), Timeout.InfiniteTimeSpan);
        owner.Take((seat.Role, seat.Partition), isCalm ? TimeSpan.FromMinutes(10) : Draw(100, 8_000), () => returning.TrySetResult());
        await returning.Task;
        seat.Returning = null;
        seat.Owner = seat.Owner == owner ? null : seat.Owner;
    }

    private Task WaitAsync(int fromMs, int toMs) => Task.Delay(Draw(fromMs, toMs), world.Clock);

    private TimeSpan Draw(int fromMs, int toMs) => TimeSpan.FromMilliseconds(_random.Next(fromMs, toMs));
}
