using System.Globalization;
using ActorPipeline.Actors.Live;
using ActorPipeline.Actors.Messages;
using ActorPipeline.Actors.Nodes;
using ActorPipeline.Running;
using ActorPipeline.Status;
using ActorPipeline.Storage;
using Akka.Actor;
using Akka.Cluster;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Actors.Membership;

/// <summary>This node's place in the cluster: who else is there, what they serve, and how to leave. All members may be called concurrently.</summary>
public sealed partial class ClusterNode : IClusterReports
{
    private readonly NodeTable _table;
    private readonly TimeProvider _time;
    private readonly TimeSpan _maxClockSkew;
    private volatile Cluster? _cluster;
    private long _serversOffMs = long.MinValue;

    /// <summary>Makes a node that has not joined.</summary>
    /// <param name="profile">What is known before its listeners are there.</param>
    /// <param name="maxClockSkew">How far a clock may be off before it is complained of.</param>
    public ClusterNode(NodeProfile profile, TimeSpan maxClockSkew, TimeProvider time)
    {
        _time = time;
        _maxClockSkew = maxClockSkew;
        _table = new NodeTable(time);
        Here = new LocalNode(profile, time);
        Relay = new LiveRelay();
    }

    /// <inheritdoc/>
    bool IClusterReports.IsAlone => false;

    /// <summary>All members, the oldest first; none before the node has joined.</summary>
    public IReadOnlyList<NodeSeen> Members
    {
        get
        {
            if (_cluster is not { } cluster)
            {
                return [];
            }

            var state = cluster.State;
            var reference = ReferenceClock();
            return [.. state.Members.OrderBy(member => member, Member.AgeOrdering).Select(member => Seen(member, state, reference))];
        }
    }

    /// <summary>This node; null before it has joined.</summary>
    public NodeSeen? Self => _cluster is { } cluster ? Members.FirstOrDefault(member => member.Address == cluster.SelfAddress.ToString()) : null;

    /// <summary>This node's address in the cluster; empty before its actor system has started.</summary>
    public string Address => _cluster?.SelfAddress.ToString() ?? "";

    /// <summary>The address of the leader, which decides about members; null while there is none.</summary>
    public string? Leader => _cluster?.State.Leader?.ToString();

    /// <summary>This node's own member status; empty before its actor system has started.</summary>
    public string Status => _cluster?.SelfMember.Status.ToString() ?? "";

    /// <summary>By how much this node's clock is off, or null.</summary>
    public string? OwnClockWarning => ClockWarning(Here.Profile.Id, 0, ReferenceClock());

    /// <summary>By how much the other nodes' clocks are off, one sentence for each that is.</summary>
    public IReadOnlyList<string> OtherClockWarnings
    {
        get
        {
            var reference = ReferenceClock();
            return [.. _table.Clocks().Select(one => ClockWarning(_table.Of(one.Key)?.Profile.Id ?? one.Key, one.Value, reference)).OfType<string>()];
        }
    }

    /// <summary>This node.</summary>
    internal LocalNode Here { get; }

    /// <summary>What the others say.</summary>
    internal NodeTable Table => _table;

    /// <summary>Rows for the dashboards of others.</summary>
    internal LiveRelay Relay { get; }

    /// <summary>The oldest member of every role, by role.</summary>
    public IReadOnlyDictionary<string, string> OldestPerRole()
    {
        var there = _cluster?.State.Members.Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving) ?? [];
        var members = there.OrderBy(member => member, Member.AgeOrdering).ToList();
        return members.SelectMany(member => member.Roles).Distinct()
            .ToDictionary(role => role, role => members.First(member => member.HasRole(role)).Address.ToString());
    }

    /// <summary>Who finds a member unreachable, by the member's address.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Unreachable() => _cluster is { } cluster
        ? cluster.State.Unreachable.ToDictionary(member => member.Address.ToString(), _ => (IReadOnlyList<string>)[cluster.SelfAddress.ToString()])
        : new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Lets pipelines learn what other nodes serve, and others what this one does.</summary>
    /// <param name="parts">What the pipelines run on.</param>
    public EngineParts Connect(EngineParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return parts with { Reports = this };
    }

    /// <summary>Says what is known of this node once its listeners are there.</summary>
    /// <param name="profile">What does not change.</param>
    /// <param name="readiness">Whether it can do its work; must return at once.</param>
    public void Describe(NodeProfile profile, Func<NodeReadiness> readiness)
    {
        ArgumentNullException.ThrowIfNull(profile);
        Here.Profile = profile with { Address = Address };
        Here.Readiness = readiness;
    }

    /// <summary>Tells a member to hand over what it serves and to stop.</summary>
    /// <param name="address">Its address.</param>
    public void Leave(string address) => _cluster!.Leave(Akka.Actor.Address.Parse(address));

    /// <summary>Removes a member that does not answer: the partitions that it served go to others.</summary>
    /// <param name="address">Its address.</param>
    public void Down(string address) => _cluster!.Down(Akka.Actor.Address.Parse(address));

    /// <summary>Follows what changes among the members, as sentences of a name and a member.</summary>
    /// <param name="follower">Called with the event's name and the member's address; must return at once and never throw.</param>
    /// <returns>Dispose of it to stop following.</returns>
    public IDisposable Follow(Action<string, string> follower) => new DomainEvents(_cluster!, follower);

    /// <inheritdoc/>
    void IClusterReports.Add(LocalPipeline pipeline)
    {
        Here.Add(pipeline);
        Relay.Add(pipeline);
    }

    /// <inheritdoc/>
    ShardSeen? IClusterReports.Shard(string pipeline, int shard) => _table.Shard(pipeline, shard);

    /// <inheritdoc/>
    IntakeSeen? IClusterReports.Intake(string pipeline, int partition) => _table.Intake(pipeline, partition);

    /// <summary>The node's actor system has started.</summary>
    internal void Attach(ActorSystem system)
    {
        _cluster = Cluster.Get(system);
        Here.Profile = Here.Profile with { Address = Address };
    }

    /// <summary>Compares this node's clock with that of servers that the nodes share, now and then, until it is cancelled.</summary>
    /// <param name="reference">The servers' clock.</param>
    /// <param name="logger">Told whose clock is wrong.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task WatchClockAsync(IReferenceClock reference, ILogger logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var warned = 0;

        // Clocks drift by seconds a day; one that is set to another time should be noticed before somebody wonders.
        var every = TimeSpan.FromSeconds(5);
        while (!cancellationToken.IsCancellationRequested)
        {
            var began = _time.GetTimestamp();
            var servers = await reference.ReadAsync(cancellationToken);
            var took = _time.GetElapsedTime(began);

            // The servers looked at their clock somewhere between question and answer (Cristian's algorithm): a slow answer says too little.
            var off = servers is { } read && took < _maxClockSkew
                ? read.ToUnixTimeMilliseconds() - _time.GetUtcNow().ToUnixTimeMilliseconds() + (long)(took.TotalMilliseconds / 2)
                : long.MinValue;
            Volatile.Write(ref _serversOffMs, off);
            warned = WarnOfClocks(logger, warned);
            await Task.Delay(every, _time, cancellationToken);
        }
    }

    // A clock goes on being off by a little more or less: only the number of warnings is compared.
    private int WarnOfClocks(ILogger logger, int before)
    {
        var warnings = new[] { OwnClockWarning }.OfType<string>().Concat(OtherClockWarnings).ToList();
        foreach (var warning in warnings.Count > before ? warnings : [])
        {
            WrongClock(logger, warning);
        }

        return warnings.Count;
    }

    [LoggerMessage(85, LogLevel.Warning, "{Warning}")]
    private static partial void WrongClock(ILogger logger, string warning);

    private NodeSeen Seen(Member member, ClusterEvent.CurrentClusterState state, long reference)
    {
        var address = member.Address.ToString();
        var isSelf = member.Address == _cluster!.SelfAddress;
        var last = isSelf ? null : _table.Of(address);
        var profile = isSelf ? Here.Profile : last?.Profile;
        var clock = profile is null ? null : ClockWarning(profile.Id, isSelf ? 0 : _table.Clocks().GetValueOrDefault(address), reference);
        var (uid, roles) = (member.UniqueAddress.Uid.ToString(CultureInfo.InvariantCulture), member.Roles.Order(StringComparer.Ordinal));
        return new NodeSeen(address, uid, member.Status.ToString(), [.. roles], state.Unreachable.Contains(member))
        {
            Profile = profile,
            Readiness = isSelf ? Here.Readiness() : last?.Readiness,
            ClockWarning = clock,
            IsSelf = isSelf,
            Shards = isSelf ? Here.Shards() : _table.ShardsOf(address),
        };
    }

    // The middle one of all clocks, the servers' among them; of two, the servers', or else this node's, since nothing says which is wrong.
    private long ReferenceClock()
    {
        var servers = Volatile.Read(ref _serversOffMs);
        var clocks = _table.Clocks().Values.Append(0).Concat(servers == long.MinValue ? [] : [servers]).Order().ToList();
        return clocks.Count <= 2 ? (servers == long.MinValue ? 0 : servers) : clocks[clocks.Count / 2];
    }

    private string? ClockWarning(string id, long clockMs, long referenceMs)
    {
        var off = clockMs - referenceMs;
        if (Math.Abs(off) <= _maxClockSkew.TotalMilliseconds)
        {
            return null;
        }

        var reference = _time.GetUtcNow().AddMilliseconds(referenceMs);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the clock of {id} is {Span(off)} {(off > 0 ? "ahead of" : "behind")} the others': "
            + $"it says {reference.AddMilliseconds(off):u}, they say {reference:u}");
    }

    private static string Span(long offMs)
    {
        var span = TimeSpan.FromMilliseconds(Math.Abs(offMs));
        return span switch
        {
            { TotalHours: >= 1 } => $"{(int)span.TotalHours} h {span.Minutes} min",
            { TotalMinutes: >= 1 } => $"{span.Minutes} min {span.Seconds} s",
            _ => $"{span.Seconds} s",
        };
    }
}

/// <summary>A member of the cluster as this node sees it.</summary>
/// <param name="Address">Its address, <c>akka.tcp://actor-pipeline@host:port</c>.</param>
/// <param name="Uid">Tells it from an earlier process at the same address.</param>
/// <param name="Status">Akka's member status, such as <c>Up</c>.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="IsUnreachable">Whether this node cannot reach it.</param>
public sealed record NodeSeen(string Address, string Uid, string Status, IReadOnlyList<string> Roles, bool IsUnreachable)
{
    /// <summary>What it says of itself; null until it has.</summary>
    public NodeProfile? Profile { get; init; }

    /// <summary>Whether it says that it can do its work; null until it has.</summary>
    public NodeReadiness? Readiness { get; init; }

    /// <summary>By how much its clock is off, or null.</summary>
    public string? ClockWarning { get; init; }

    /// <summary>Whether it is this node.</summary>
    public bool IsSelf { get; init; }

    /// <summary>How many shards it serves, over all pipelines.</summary>
    public int Shards { get; init; }
}
