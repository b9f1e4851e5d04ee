using ActorPipeline.Simulation.Checks;
using ActorPipeline.Simulation.Nodes;
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

    private SimulationRun(World world, int seed)
    {
        _world = world;
        _random = new Random(seed ^ 0x5eed);
        _drawn = new RandomEvents(_random, world.Scenario.Pipeline);
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
            world.Scheduler.Run(new SimulationRun(world, seed).PlayAsync);
        }
        catch (Exception failure)
        {
            world.Fail(failure.ToString());
        }

        return new SimulationOutcome(seed, world.Failure, world.Plan.Injected, [.. world.Trace.Last], $"{world.Trace.Hash()} after {world.Scheduler.Steps} steps");
    }

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
            case 2:
                _nodes[_random.Next(_nodes.Count)].Pause();
                StartNode();
                break;
            case 3 or 4 when _nodes.Find(node => node.IsPaused) is { } zombie:
                zombie.Resume();
                break;
            case 5:
                StartNode();
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
        if (_nodes.TrueForAll(node => node.IsPaused))
        {
            StartNode();
        }
    }

    private void Remove(Node node)
    {
        node.Crash();
        _nodes.Remove(node);
    }

    private void DamageChunk()
    {
        var shard = new Store.ShardId(_world.Scenario.Pipeline.Name, _random.Next(_world.Scenario.Pipeline.Shards));
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
        catch (Exception fault) when (fault is Log.EventLogException or Store.ViewStoreException)
        {
            // An injected fault, or another node has the shard: who asked would ask again.
        }
    }

    private async Task EndAsync()
    {
        _world.Happened = null;
        _world.Plan.Heal();
        while (_nodes.Count > 0)
        {
            Remove(_nodes[0]);
        }

        // Whatever crashed nodes still had under way has landed after that.
        await Task.Delay(TimeSpan.FromSeconds(30), _world.Clock);
        StartNode();
        await SettleAndCheckAsync();
        if (_world.Failure is null && _random.Next(4) == 0)
        {
            Remove(_nodes[0]);
            StartNode();
            await SettleAndCheckAsync();
        }
    }

    private async Task SettleAndCheckAsync()
    {
        var (status, shards) = await _nodes[0].Ask(async runtime =>
        {
            await runtime.WaitAppliedAsync(flush: true, CancellationToken.None);
            return (await runtime.StatusAsync(CancellationToken.None), await runtime.ShardsAsync(CancellationToken.None));
        });
        var check = new FinalCheck(_world);
        check.Check(status, shards);

        // The owner stands still, so that the checkpoint that is looked at is not replaced meanwhile.
        _nodes[0].Pause();
        await new ReplayCheck(_world).CheckAsync();
        _nodes[0].Resume();
        await check.CheckOrphansAsync();
    }
}
