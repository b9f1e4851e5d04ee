using ActorPipeline.Asking;
using ActorPipeline.Hashing;
using ActorPipeline.Jobs;
using ActorPipeline.Running;
using ActorPipeline.Serving;
using ActorPipeline.Simulation.Checks;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Faults;
using ActorPipeline.TestKit.Placement;
using ActorPipeline.TestKit.Workloads;

namespace ActorPipeline.Simulation.Nodes;

/// <summary>One process of the simulation: the real runners over the log and the store that all share.</summary>
internal sealed class Node
{
    private readonly World _world;
    private readonly Client _client;
    private readonly NodeScheduler _scheduler;
    private readonly NodeTime _time;
    private readonly TenureCheck _tenures;
    private readonly SimulatedPlacement? _placement;
    private readonly Task<NodePipelines> _pipelines;
    private int _pauses;

    /// <summary>Starts a node.</summary>
    public Node(World world, string name, int seed)
    {
        _world = world;
        Name = name;
        _client = new Client(name);
        _scheduler = new NodeScheduler(world.Scheduler, seed);
        _time = new NodeTime(world.Clock);
        _tenures = new TenureCheck(world, name);
        _placement = world.Group is { } group ? new SimulatedPlacement(name, group, _scheduler, _time, _tenures) : null;
        _pipelines = _scheduler.Start(() => StartAsync(seed));
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Whether it stands still.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Whether it hands over what it serves, to stop then.</summary>
    public bool IsLeaving { get; private set; }

    /// <summary>Gone between two steps; what it has under way is lost or lands later.</summary>
    public void Crash()
    {
        _world.Trace.Add($"{Name} crashes");
        _client.Crash();
        _scheduler.Kill();
        _time.Kill();
        _world.Log.LoseCommits();
        Miss(isBack: null);
    }

    /// <summary>Hands over what it serves, and stops.</summary>
    public async Task LeaveAsync(TimeSpan limit)
    {
        _world.Trace.Add($"{Name} leaves");
        IsLeaving = true;
        await _scheduler.Start(async () =>
        {
            var pipelines = await _pipelines;
            using var haste = new CancellationTokenSource(limit, _time);
            await pipelines.LeaveAsync(haste.Token);
            await pipelines.DisposeAsync();
            return true;
        });
        _world.Trace.Add($"{Name} has left");
        _scheduler.Kill();
        _time.Kill();
        Miss(isBack: null);
    }

    /// <summary>Stands still, as a process does that is not given the processor.</summary>
    public void Pause()
    {
        _world.Trace.Add($"{Name} stands still");
        IsPaused = true;
        _scheduler.Pause();
        var pause = ++_pauses;
        Miss(() => !IsPaused || _pauses != pause);
    }

    /// <summary>Goes on where it stood, not knowing what has happened since.</summary>
    public void Resume()
    {
        _world.Trace.Add($"{Name} goes on");
        IsPaused = false;
        _tenures.Resumed();
        _scheduler.Resume();
        if (_placement is not null)
        {
            _world.Group!.Return(_placement);
        }
    }

    /// <summary>Does something with the runtime on the node's scheduler.</summary>
    public Task<T> Ask<T>(Func<PipelineRuntime, Task<T>> question) => _scheduler.Start(async () => await question((await _pipelines).All[0]));

    private void Miss(Func<bool>? isBack)
    {
        if (_placement is not null)
        {
            _placement.IsGone |= isBack is null;
            _world.Group!.Miss(_placement, isBack ?? (() => false));
        }
    }

    private async Task<NodePipelines> StartAsync(int seed)
    {
        var scenario = _world.Scenario;
        var follower = new FollowerCheck(_world.Fail);
        var loggers = new NodeLog(follower.Recovered, _world.Fail, () => _world.HasLostShard(Name), _tenures);
        var parts = new PipelineParts(scenario.Pipeline, "simulated", static () => new LineDecoder());
        var host = new EngineHost(_time, () => _scheduler, new Random(seed), loggers) { Tables = new TableHash(new Random(seed ^ 0x7ab1e)) };
        var log = new WatchedLog(_world.Log.For(_client), scenario.Pipeline.ShardTopic, _tenures);
        var store = new WatchedStore(_world.Store.For(_client), _tenures);
        var lake = _world.Lake.For(_client);
        var views = _world.Views.For(_client);
        var options = scenario.Options with { NodeId = scenario.SharesNodeId ? "node" : Name, Instance = Name };
        var pipelines = new NodePipelines(
            partitions => new EngineParts(log, EngineStores.Of(store), host, options, partitions)
            {
                Lake = lake,
                JobsOf = pipeline =>
                [
                    .. LakeJobs.Of(pipeline, lake, scenario.Compact, scenario.Merges, scenario.Compact),
                    .. new ViewJobs(pipeline, views, static view => view.Name).All(scenario.Views),
                    .. pipeline.Emit.ToStore
                        ? new[] { new DriftJob(pipeline, views, store, static view => view.Name, TimeSpan.Zero).At(scenario.Drift) }
                        : [],
                ],
            },
            host,
            options,
            _placement ?? (IShardPlacement)new LocalPlacement([PlacedRole.Intake, PlacedRole.Shards, PlacedRole.Lake, PlacedRole.Batch]),
            _placement is null ? null : _world.Peers.For(_scheduler));
        var runtime = await pipelines.AddAsync(parts, CancellationToken.None);
        _tenures.Board = runtime.Board;
        if (scenario.HasFollower)
        {
            runtime.Follow(follower.See);
        }

        await pipelines.JoinAsync(CancellationToken.None);
        return pipelines;
    }
}
