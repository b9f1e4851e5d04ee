using ActorPipeline.Actors;
using ActorPipeline.Runtime;
using ActorPipeline.Simulation.Checks;
using ActorPipeline.TestKit.Faults;
using ActorPipeline.TestKit.Workloads;

namespace ActorPipeline.Simulation.Nodes;

/// <summary>One process of the simulation: an actor system with the real engine on it, over the log and the store that all share.</summary>
internal sealed class Node
{
    private readonly World _world;
    private readonly Client _client;
    private readonly NodeScheduler _scheduler;
    private readonly NodeTime _time;
    private readonly Task<PipelineRuntime> _runtime;

    /// <summary>Starts a node.</summary>
    public Node(World world, string name, int seed)
    {
        _world = world;
        Name = name;
        _client = new Client(name);
        _scheduler = new NodeScheduler(world.Scheduler, seed);
        _time = new NodeTime(world.Clock);
        _runtime = _scheduler.Start(() => StartAsync(seed));
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Whether it stands still.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Gone between two steps; what it has under way is lost or lands later.</summary>
    public void Crash()
    {
        _world.Trace.Add($"{Name} crashes");
        _client.Crash();
        _scheduler.Kill();
        _time.Kill();
        _world.Log.LoseCommits();
    }

    /// <summary>Stands still, as a process does that is not given the processor.</summary>
    public void Pause()
    {
        _world.Trace.Add($"{Name} stands still");
        IsPaused = true;
        _scheduler.Pause();
    }

    /// <summary>Goes on where it stood, not knowing what has happened since.</summary>
    public void Resume()
    {
        _world.Trace.Add($"{Name} goes on");
        IsPaused = false;
        _scheduler.Resume();
    }

    /// <summary>Does something with the runtime on the node's scheduler.</summary>
    public Task<T> Ask<T>(Func<PipelineRuntime, Task<T>> question) => _scheduler.Start(async () => await question(await _runtime));

    private async Task<PipelineRuntime> StartAsync(int seed)
    {
        var scenario = _world.Scenario;
        var follower = new FollowerCheck(_world.Fail);
        var log = new NodeLog(follower.Recovered, _world.Fail, () => _world.HasLostShard(Name));
        var system = ActorSystem.Create(Name, new ActorSystemOptions { TimeProvider = _time, TaskScheduler = _scheduler, Seed = seed, LoggerFactory = log, Throughput = 1 + (seed % 7) });
        var parts = new PipelineParts(scenario.Pipeline, "simulated", static () => new LineDecoder());
        var runtime = await PipelineRuntime.StartAsync(parts, _world.Log.For(_client), _world.Store.For(_client), system, scenario.Options with { NodeId = Name }, CancellationToken.None);
        if (scenario.HasFollower)
        {
            runtime.Follow(follower.See);
        }

        return runtime;
    }
}
