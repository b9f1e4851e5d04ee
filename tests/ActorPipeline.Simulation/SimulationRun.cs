using ActorPipeline.Jobs;
using ActorPipeline.Simulation.Checks;
using ActorPipeline.Simulation.Nodes;
using ActorPipeline.Status;
using ActorPipeline.TestKit.Workloads;

namespace ActorPipeline.Simulation;

/// <summary>One seed, one schedule: events, faults, crashes, zombies, two owners, and in the end the truth.</summary>
internal sealed class SimulationRun
{
    // A few too many for a run: so many processes are alive at once.
    private const int MostNodes = 3;

    private readonly Random _random;
    private readonly World _world;
    private readonly RandomEvents _drawn;
    private readonly List<Node> _nodes = [];
    private int _started;
    private bool _isAfresh;

    private SimulationRun(World world, int seed)
    {
        _world = world;
        _random = new Random(seed ^ 0x5eed);
        _drawn = new RandomEvents(_random, world.Scenario.Pipeline, world.Scenario.Time);
    }

    /// <summary>Runs seeds until one fails.</summary>
    /// <returns>Which and why in one line, or null.</returns>
    public static string? FirstFailure(int firstSeed, int seeds) =>
        Enumerable.Range(firstSeed, seeds).Select(Run).FirstOrDefault(outcome => outcome.Failure is not null)?.Summary;

    /// <summary>Runs a seed.</summary>
    public static SimulationOutcome Run(int seed)
    {
        using var world = new World(seed);
        try
        {
            world.Scheduler.Run(new SimulationRun(world, seed).PlayUntilFailedAsync);
        }
        catch (Exception failure)
        {
            world.Fail(failure.ToString());
        }

        return new SimulationOutcome(seed, world.Failure, world.Plan.Injected, [.. world.Trace.Last], $"{world.Trace.Hash()} after {world.Scheduler.Steps} steps");
    }

    // A broken engine may go round in circles for hours of virtual time; what it has done wrong is known by then.
    private async Task PlayUntilFailedAsync() => await await Task.WhenAny(PlayAsync(), _world.Failed);

    private async Task PlayAsync()
    {
        await _world.Log.EnsureTopicAsync(_world.Scenario.Pipeline.Source.Topic, _world.Scenario.Pipeline.Source.Partitions, CancellationToken.None);
        StartNode();
        _world.Happened = CrashPerhaps;
        while (_world.Events.Count < _world.Scenario.Events && _world.Failure is null)
        {
            await ActAsync();
        }

        await EndAsync();
    }

    private async Task ActAsync()
    {
        switch (_random.Next(60))
        {
            case 0 or 1:
                Crash(_nodes[_random.Next(_nodes.Count)]);
                break;
            case 2 when !_world.Scenario.IsCalm:
                _nodes[_random.Next(_nodes.Count)].Pause();
                StartNode();
                break;
            case 3 or 4 when _nodes.Find(node => node.IsPaused) is { } zombie:
                zombie.Resume();
                break;
            case 5:
                StartNode();
                break;
            case 9:
                _ = _world.Scheduler.Start(() => LeaveAsync(_nodes[_random.Next(_nodes.Count)]));
                break;
            case 10 or 11:
                _world.Group?.Rebalance(isShuffled: true);
                break;
            case 6 when _world.Scenario.HasDamage:
                DamageChunk();
                break;
            case 7 when _world.Scenario.HasIdleness:
                _ = FlushAsync(_nodes[_random.Next(_nodes.Count)]);
                break;
            case 8 when _world.Scenario.HasIdleness:
                await WaitAsync(20_000);
                break;
            default:
                AppendSome();
                await WaitAsync(1_200);
                break;
        }
    }

    // Events come in bursts; the clock goes on in between, and whatever is runnable runs.
    private Task WaitAsync(int mostMs) => Task.Delay(TimeSpan.FromTicks(_random.NextInt64(mostMs * TimeSpan.TicksPerMillisecond)), _world.Clock);

    private void AppendSome()
    {
        for (var i = _random.Next(6); i > 0; i--)
        {
            var partition = _random.Next(_world.Scenario.Pipeline.Source.Partitions);
            if (partition != _world.Scenario.SilentPartition || _world.Scenario.Pipeline.Source.Partitions == 1)
            {
                _world.Append(partition, _drawn.Next(_world.Clock.GetUtcNow().ToUnixTimeMilliseconds()));
            }
        }
    }

    private void StartNode()
    {
        if (_nodes.Count == MostNodes)
        {
            Remove(_nodes[0]);
        }

        _nodes.Add(new Node(_world, $"n{++_started}", _random.Next()));
        _world.Trace.Add($"n{_started} starts");
    }

    // The worst moment: it is done, and who did it will never know.
    private void CrashPerhaps(string? owner)
    {
        if (_random.NextDouble() < (owner is null ? _world.Scenario.CrashAtEffect : _world.Scenario.CrashAtPointer))
        {
            Crash(_nodes.Find(node => node.Name == owner) ?? _nodes[_random.Next(_nodes.Count)]);
        }
    }

    private void Crash(Node node)
    {
        Remove(node);
        StartNodeIfNoneIsLeft();
    }

    private void StartNodeIfNoneIsLeft()
    {
        if (_nodes.TrueForAll(node => node.IsPaused || node.IsLeaving))
        {
            StartNode();
        }
    }

    private async Task LeaveAsync(Node node)
    {
        if (node.IsLeaving || node.IsPaused)
        {
            return;
        }

        var leaving = node.LeaveAsync(TimeSpan.FromMilliseconds(_random.Next(1_000, 20_000)));
        StartNodeIfNoneIsLeft();
        await leaving;
        _nodes.Remove(node);
    }

    private void Remove(Node node)
    {
        node.Crash();
        _nodes.Remove(node);
    }

    private void DamageChunk()
    {
        var shard = new Storage.ShardId(_world.Scenario.Pipeline.Name, _random.Next(_world.Scenario.Pipeline.Shards));
        var chunks = _world.Store.ChunksOf(shard);
        if (chunks.Count == 0)
        {
            return;
        }

        var chunk = chunks[_random.Next(chunks.Count)];
        if (_random.Next(2) == 0)
        {
            _world.Store.Lose(shard, chunk);
        }
        else
        {
            _world.Store.Damage(shard, chunk, _random.Next());
        }
    }

    // Nobody waits for it: the node may be gone before it answers.
    private static async Task FlushAsync(Node node)
    {
        try
        {
            await node.Ask(async runtime =>
            {
                await runtime.WaitAppliedAsync(flush: true, CancellationToken.None);
                return 0;
            });
        }
        catch (Exception fault) when (fault is Log.EventLogException or Storage.ViewStoreException or Asking.PartitionFailedException)
        {
            // An injected fault, or another node has the shard: who asked would ask again.
        }
    }

    private async Task EndAsync()
    {
        _world.Happened = null;
        _world.Plan.Heal();
        _world.Peers.Loss = 0;
        _isAfresh = _world.Group is null || _random.Next(2) == 0;
        if (_isAfresh)
        {
            while (_nodes.Count > 0)
            {
                Remove(_nodes[0]);
            }
        }

        // Whatever crashed nodes still had under way has landed after that; nodes that stand still go on.
        await Task.Delay(TimeSpan.FromSeconds(30), _world.Clock);
        _nodes.FindAll(node => node.IsPaused).ForEach(node => node.Resume());
        StartNodeIfNoneIsLeft();
        await SettleAndCheckAsync();
        if (_world.Failure is null && _random.Next(4) == 0)
        {
            Remove(_nodes[0]);
            StartNodeIfNoneIsLeft();
            await SettleAndCheckAsync();
        }
    }

    private async Task SettleAndCheckAsync()
    {
        var asked = _nodes.Find(node => !node.IsLeaving)!;
        await asked.Ask(async runtime =>
        {
            await runtime.WaitAppliedAsync(flush: true, CancellationToken.None);
            await runtime.WaitInLakeAsync(CancellationToken.None);
            new FinalCheck(_world).CheckLakeReachesTheEnd();
            await runtime.RunJobAsync("compact", CancellationToken.None);
            await runtime.RunJobAsync(ViewJobs.Views, CancellationToken.None);
            if (_world.Scenario.Pipeline.Emit.ToStore)
            {
                await runtime.RunJobAsync(DriftJob.Name, CancellationToken.None);
            }

            return 0;
        });
        var (status, shards) = await StatusAsync();
        for (var moments = 100; moments > 0 && shards.Any(shard => shard.Offset != _world.Walks[shard.Shard].Records); moments--)
        {
            // An intake has told the shards something between the answer and this step.
            (status, shards) = await StatusAsync();
        }

        var check = new FinalCheck(_world);
        check.Check(status, shards);

        // The owners stand still, so that the checkpoints that are looked at are not replaced meanwhile.
        _world.Group?.IsPatient = true;
        _nodes.ForEach(node => node.Pause());
        await new ReplayCheck(_world).CheckAsync();
        await new LayerCheck(_world).CheckAsync();
        _nodes.ForEach(node => node.Resume());
        _world.Group?.IsPatient = false;
        if (_isAfresh)
        {
            // Every shard was taken after the last of its earlier owners was gone: what such an owner leaves behind later, the next to take the shard clears away.
            await check.CheckOrphansAsync();
        }
    }

    // The counters of all nodes together, once every shard is served by exactly one of them and has applied its log.
    private async Task<(PipelineStatus Status, IReadOnlyList<ShardStatus> Shards)> StatusAsync()
    {
        for (var moments = 6_000; ; moments--)
        {
            var before = await SettledShardsAsync();
            var statuses = new List<PipelineStatus>();
            foreach (var node in _nodes.Where(node => !node.IsLeaving).ToList())
            {
                statuses.Add(await node.Ask(async runtime => await runtime.StatusAsync(CancellationToken.None)));
            }

            if ((before is not null && await SettledShardsAsync() is { } after && after.SequenceEqual(before)) || moments == 0)
            {
                return (Sum(statuses), before ?? []);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), _world.Clock);
        }
    }

    // Null as long as some shard is served by no node or two, or has not applied its log.
    private async Task<List<ShardStatus>?> SettledShardsAsync()
    {
        var shards = new List<ShardStatus>();
        foreach (var node in _nodes.Where(node => !node.IsLeaving).ToList())
        {
            shards.AddRange(await node.Ask(async runtime => await runtime.ShardsAsync(CancellationToken.None)));
        }

        var isSettled = shards.Select(shard => shard.Shard).Order().SequenceEqual(Enumerable.Range(0, _world.Scenario.Pipeline.Shards));
        return isSettled && shards.TrueForAll(shard => shard is { State: "running", Lag: 0 }) ? shards : null;
    }

    private static PipelineStatus Sum(List<PipelineStatus> statuses) => statuses[0] with
    {
        Accepted = statuses.Sum(status => status.Accepted),
        Applied = statuses.Sum(status => status.Applied),
        Late = statuses.Sum(status => status.Late),
        DeadLetter = statuses.Sum(status => status.DeadLetter),
        Duplicate = statuses.Sum(status => status.Duplicate),
        Filtered = statuses.Sum(status => status.Filtered),
    };
}
