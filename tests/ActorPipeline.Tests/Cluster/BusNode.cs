using ActorPipeline.Kernel;
using ActorPipeline.Cluster;
using ActorPipeline.Pipelines;
using ActorPipeline.Runtime;
using ActorPipeline.TestKit;
using ActorPipeline.Tests.Node.Harness;

namespace ActorPipeline.Tests.Cluster;

/// <summary>A node that is nothing but its bus, with one pipeline that serves what a test puts on its board.</summary>
internal sealed class BusNode
{
    private readonly ActorSystem _system;

    public BusNode(TestCluster cluster, string id, int process, TimeSpan clockOff, Func<ClusterBusOptions, ClusterBusOptions>? change)
    {
        Log = new TroubledLog(cluster.Log);
        var time = new ShiftedTime(cluster.Clock, clockOff);
        _system = ActorSystem.Create($"{id}-{process}", new ActorSystemOptions { TimeProvider = time, TaskScheduler = cluster.Scheduler, Seed = process });
        var profile = new NodeProfile
        {
            Id = id,
            Address = $"ap://{id}@127.0.0.1:{9000 + process}",
            Roles = ["intake", "shards"],
            Version = "1.2.3",
            Pid = process,
            StartedMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        var options = new ClusterBusOptions();
        Bus = ClusterBus.Start(Log, _system, change?.Invoke(options) ?? options, profile, $"instance-{process}", cluster.Servers);
        Bus.Enter(NodePhase.Up);
        ((IClusterReports)Bus).Add(new LocalPipeline(Pipeline, Board, Feed));
    }

    public static PipelineDefinition Pipeline => TestPipelines.Films;

    public ClusterBus Bus { get; }

    public TroubledLog Log { get; }

    public PipelineBoard Board { get; } = new(Pipeline.Source.Partitions, Pipeline.Shards);

    public RowFeed Feed { get; } = new();

    public IReadOnlyList<MemberSeen> Members => Bus.Members;

    /// <summary>What the node sees of the shards of others.</summary>
    public IClusterReports Reports => Bus;

    /// <summary>Ids and statuses of all members, the oldest first.</summary>
    public string Statuses => string.Join(' ', Members.Select(member => $"{member.Profile.Id}:{member.Status}"));

    /// <summary>Gone without a word.</summary>
    public void Crash() => _ = _system.Terminate();

    private sealed class ShiftedTime(VirtualTimeProvider clock, TimeSpan off) : TimeProvider
    {
        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + off;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(callback, state, dueTime, period);
    }
}
