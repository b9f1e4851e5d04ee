using ActorPipeline.Kernel;
using ActorPipeline.Log;
using ActorPipeline.Placement;

namespace ActorPipeline.Cluster;

/// <summary>This node's voice in the cluster: everything nodes tell each other goes through two topics of the event log, there are no connections between nodes.</summary>
/// <remarks>All members may be called concurrently. Start it before the pipelines and dispose of it after them, while the log is still open.</remarks>
public sealed class ClusterBus : IPeers, IClusterReports, IAsyncDisposable
{
    private static readonly PlacedPartition NoPartition = new("", PlacedRole.Intake, 0);

    // The last word waits no longer than this for a log that does not answer.
    private static readonly TimeSpan GoodbyeWithin = TimeSpan.FromSeconds(5);

    private readonly ClusterContext _context;
    private readonly IActorRef _actor;
    private readonly LiveRelay _live;

    private ClusterBus(ClusterContext context, ActorSystem system)
    {
        _context = context;
        _live = new LiveRelay(context, system);
        _actor = system.ActorOf(Props.Create(() => new ClusterActor(context)), "cluster");
        context.Here.Heard += _live.Refresh;
    }

    /// <summary>This process, as the others tell it from another one of the same id.</summary>
    public string Instance => _context.Self;

    /// <summary>All members, the oldest first.</summary>
    public IReadOnlyList<MemberSeen> Members => _context.Members.Members();

    /// <summary>This node.</summary>
    public MemberSeen Self => Members.First(member => member.Instance == _context.Self);

    /// <summary>The oldest member that works, or null.</summary>
    public MemberSeen? Leader => _context.Members.Leader();

    /// <summary>How many shards a member serves, over all pipelines.</summary>
    /// <param name="member">The member.</param>
    public int ShardsOf(MemberSeen member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return member.Instance != Instance
            ? _context.Reports.ShardsOf(member.Instance)
            : _context.Here.Pipelines.Sum(pipeline => Enumerable.Range(0, pipeline.Definition.Shards).Count(shard => pipeline.Board.Shard(shard) is { Status.State: not "fenced" }));
    }

    /// <summary>Why nodes cannot tell each other anything, or null.</summary>
    public string? Trouble => _context.Here.Trouble;

    /// <summary>Whether this node's own words have come back to it: from then on it hears whoever speaks.</summary>
    public bool HearsItself => _context.Members.HearsItself;

    /// <summary>Begins to announce this node, which joins.</summary>
    /// <param name="log">The event log.</param>
    /// <param name="system">The actor system; its clock is the bus's.</param>
    /// <param name="options">The bus's settings.</param>
    /// <param name="profile">The node, as far as it is known before its listeners are there.</param>
    /// <param name="instance">What tells this process from every other: random.</param>
    /// <param name="reference">The clock of servers that all nodes share, or null: then two nodes that disagree cannot tell which is wrong.</param>
    public static ClusterBus Start(
        IEventLog log, ActorSystem system, ClusterBusOptions options, NodeProfile profile, string instance, IReferenceClock? reference = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        var members = new MemberTable(instance, options, system.TimeProvider);
        members.NoteSelf(new Announcement { Instance = instance, Profile = profile });
        var logger = system.Options.LoggerFactory.CreateLogger("ActorPipeline.Cluster");
        var context = new ClusterContext(
            instance, log, options, members, new ReportTable(members), new LocalNode(profile), new ClusterInstruments(), system.TimeProvider, reference, logger);
        return new ClusterBus(context, system);
    }

    /// <summary>Says what is known of this node once its listeners are there; it goes on joining until <see cref="Enter"/>.</summary>
    /// <param name="profile">The node.</param>
    /// <param name="readiness">Says whether it can do its work; must return at once.</param>
    /// <param name="leave">Begins an orderly stop and returns at once: null, or why it is refused.</param>
    public void Describe(NodeProfile profile, Func<NodeReadiness> readiness, Func<string?> leave)
    {
        (_context.Here.Profile, _context.Here.Readiness, _context.Here.Leave) = (profile, readiness, leave);
        AnnounceNow();
    }

    /// <summary>Says where the node stands now.</summary>
    /// <param name="phase">Where.</param>
    public void Enter(NodePhase phase)
    {
        _context.Here.Phase = phase;
        AnnounceNow();
    }

    /// <inheritdoc/>
    public void Register(string pipeline, IPeerListener listener) => _context.Here.Add(pipeline, listener);

    /// <inheritdoc/>
    public async Task<Answer?> AskAsync(PlacedPartition partition, Question question, CancellationToken cancellationToken)
    {
        try
        {
            // The actor replies in time by itself; twice as long means that it was restarted.
            return (await _actor.Ask<Asked>(new AskOthers(partition, question), _context.Options.AnswerWithin * 2, cancellationToken)).Answer;
        }
        catch (Exception silent) when (silent is AskTimeoutException or ActorUnavailableException)
        {
            return null;
        }
    }

    /// <summary>Tells a node to hand over what it serves and to stop.</summary>
    /// <param name="member">The node.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when it has begun to; else why it refuses, or that it does not answer.</returns>
    public async Task<string?> TellToLeaveAsync(MemberSeen member, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(member);
        if (member.Instance == Instance)
        {
            return _context.Here.Leave();
        }

        return await AskAsync(NoPartition, new LeaveCluster(member.Instance), cancellationToken) switch
        {
            Done => null,
            Failed failed => failed.Reason,
            _ => $"{member.Profile.Address} does not answer",
        };
    }

    /// <summary>Says goodbye: the others know that this node is gone, and do not look for it.</summary>
    public async Task SayGoodbyeAsync()
    {
        _context.Here.Phase = NodePhase.Removed;
        try
        {
            await _actor.Ask<Asked>(new SayGoodbye(), GoodbyeWithin);
        }
        catch (Exception silent) when (silent is AskTimeoutException or ActorUnavailableException)
        {
            // The others will find it unreachable.
            ClusterLog.Changed(_context.Logger, _context.Here.Profile.Address, "gone without a word: the log does not take it");
        }
    }

    /// <summary>Falls silent.</summary>
    public async ValueTask DisposeAsync()
    {
        await _live.DisposeAsync();
        await _actor.GracefulStop(GoodbyeWithin);
        _context.Instruments.Dispose();
    }

    /// <inheritdoc/>
    bool IClusterReports.IsAlone => false;

    /// <inheritdoc/>
    void IClusterReports.Add(LocalPipeline pipeline)
    {
        _context.Here.Add(pipeline);
        pipeline.Feed.WatchedChanged += AnnounceNow;
        _live.Add(pipeline);
    }

    /// <inheritdoc/>
    ShardSeen? IClusterReports.Shard(string pipeline, int shard) => _context.Reports.Shard(pipeline, shard);

    /// <inheritdoc/>
    IntakeSeen? IClusterReports.Intake(string pipeline, int partition) => _context.Reports.Intake(pipeline, partition);

    private void AnnounceNow() => _actor.Tell(Cluster.AnnounceNow.Instance);
}
