using ActorPipeline.Asking;
using ActorPipeline.Simulation.Checks;
using ActorPipeline.TestKit.Placement;

namespace ActorPipeline.Simulation.Nodes;

/// <summary>A node's part of a <see cref="SimulatedGroup"/>: passes on to the engine what the group says, on the node's own scheduler, one call for a partition at a time.</summary>
/// <param name="name">The node's name.</param>
/// <param name="group">The group.</param>
/// <param name="scheduler">The node's scheduler.</param>
/// <param name="time">The node's clock.</param>
/// <param name="tenures">Sees what the engine may do, and what it does.</param>
internal sealed class SimulatedPlacement(string name, SimulatedGroup group, NodeScheduler scheduler, NodeTime time, TenureCheck tenures) : IShardPlacement
{
    private readonly Dictionary<PlacedRole, IPlacementListener> _listeners = [];
    private readonly Dictionary<(PlacedRole Role, int Partition), Holding> _holdings = [];
    private readonly HashSet<PlacedRole> _roles = [PlacedRole.Intake, PlacedRole.Shards, PlacedRole.Lake, PlacedRole.Batch];
    private CancellationToken _inHaste;

    /// <summary>The node's name.</summary>
    public string Name { get; } = name;

    /// <summary>Whether the node has crashed or left.</summary>
    public bool IsGone { get; set; }

    /// <inheritdoc/>
    public string? Trouble => null;

    /// <summary>Whether the node takes part with a role.</summary>
    public bool Serves(PlacedRole role) => _roles.Contains(role);

    /// <inheritdoc/>
    public void Register(PlacedTopic topic, IPlacementListener listener) => _listeners.Add(topic.Role, listener);

    /// <inheritdoc/>
    public ValueTask JoinAsync(CancellationToken cancellationToken)
    {
        group.Join(this);
        return default;
    }

    /// <inheritdoc/>
    public async ValueTask LeaveAsync(PlacedRole role, CancellationToken cancellationToken)
    {
        _inHaste = cancellationToken;
        _roles.Remove(role);
        group.Rebalance(isShuffled: false);
        while (_holdings.Any(holding => holding.Key.Role == role && holding.Value.IsHeld))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, CancellationToken.None);
        }
    }

    /// <summary>The group gives a partition.</summary>
    public void Give((PlacedRole Role, int Partition) seat) => Enqueue(seat, holding =>
    {
        if (!holding.IsHeld)
        {
            holding.IsHeld = true;
            tenures.Given(seat);
            _listeners[seat.Role].OnGiven(seat.Partition);
        }

        return Task.CompletedTask;
    });

    /// <summary>The group wants a partition back.</summary>
    /// <param name="seat">The partition.</param>
    /// <param name="limit">How long it may take until it must be given up in haste.</param>
    /// <param name="done">Called when nobody here serves it.</param>
    public void Take((PlacedRole Role, int Partition) seat, TimeSpan limit, Action done) => Enqueue(seat, async holding =>
    {
        if (holding.IsHeld)
        {
            using var ownLimit = new CancellationTokenSource(limit, time);
            using var haste = CancellationTokenSource.CreateLinkedTokenSource(ownLimit.Token, _inHaste);
            var before = tenures.Before(seat);
            await _listeners[seat.Role].OnTakenAsync(seat.Partition, haste.Token);
            holding.IsHeld = false;
            tenures.Released(seat, haste.IsCancellationRequested ? null : before);
        }

        done();
    });

    /// <summary>The group has given everything to others.</summary>
    public void LoseAll()
    {
        foreach (var seat in _holdings.Keys)
        {
            Enqueue(seat, holding =>
            {
                if (holding.IsHeld)
                {
                    holding.IsHeld = false;
                    tenures.Lost(seat);
                    _listeners[seat.Role].OnLost(seat.Partition);
                }

                return Task.CompletedTask;
            });
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;

    private void Enqueue((PlacedRole Role, int Partition) seat, Func<Holding, Task> call)
    {
        if (!_holdings.TryGetValue(seat, out var holding))
        {
            _holdings[seat] = holding = new Holding();
        }

        holding.Last = CallAsync(holding.Last, () => call(holding));
    }

    private Task<bool> CallAsync(Task before, Func<Task> call) => scheduler.Start(async () =>
    {
        await before;
        try
        {
            await call();
        }
        catch (Exception unexpected)
        {
            tenures.Unexpected(unexpected);
        }

        return true;
    });

    private sealed class Holding
    {
        /// <summary>Whether the engine was told that it is ours.</summary>
        public bool IsHeld { get; set; }

        /// <summary>The last call to the engine about it.</summary>
        public Task Last { get; set; } = Task.CompletedTask;
    }
}
