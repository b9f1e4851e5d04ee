using ActorPipeline.Storage;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Remote;

namespace ActorPipeline.Actors.Membership;

/// <summary>Downs a member whose process is gone as soon as the operating system says so, which it knows long before heartbeats are missed.</summary>
/// <remarks>
/// A lost connection makes it probe the member's port. One that refuses marks the member as unavailable for <see cref="ProcessFailureDetector"/>, until a
/// heartbeat comes after all, also of another process that has taken the place; and the member is downed where this node and those whose ports are open are a
/// majority of the members: a firewall that rejects looks like a dead process, and a node behind one must not take over the cluster, which is why whom it
/// downs is noted. Without a majority the split-brain resolver decides. A port that is open, or that nothing is heard of, proves nothing: heartbeats decide.
/// </remarks>
internal sealed class ProcessWatch : ReceiveActor
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly RefusedProcesses _refused = RefusedProcesses.Of(Context.System.EventStream);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly PortProbe _probe;
    private readonly RemovedMembers _removed;

    // One probe a member at a time; whoever is a member bounds it.
    private readonly HashSet<Address> _probed = [];

    /// <summary>Makes the watch of a system.</summary>
    /// <param name="probe">Finds out whether a process listens.</param>
    /// <param name="removed">Told of every member that is downed.</param>
    public ProcessWatch(PortProbe probe, RemovedMembers removed)
    {
        (_probe, _removed) = (probe, removed);
        Receive<DisassociatedEvent>(lost => Suspect(lost.RemoteAddress));
        Receive<AssociationErrorEvent>(failed => Suspect(failed.RemoteAddress));
        Receive<Probed>(OnProbed);
        Receive<ClusterEvent.MemberDowned>(downed => _ = NoteAsync(downed.Member.UniqueAddress));
        Receive<ClusterEvent.MemberRemoved>(removed => _refused.Remove(removed.Member.Address.ToString()));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
        Context.System.EventStream.Subscribe(Self, typeof(AssociationErrorEvent));
        _cluster.Subscribe(Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.MemberDowned), typeof(ClusterEvent.MemberRemoved));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        Context.System.EventStream.Unsubscribe(Self);
    }

    private void Suspect(Address address)
    {
        if (address != _cluster.SelfAddress && Find(address) is { } member && _probed.Add(address))
        {
            ProbeAsync(member.UniqueAddress, [.. Voters().Where(other => other.Address != _cluster.SelfAddress).Select(other => other.Address)]).PipeTo(Self);
        }
    }

    private async Task<Probed> ProbeAsync(UniqueAddress suspect, Address[] others)
    {
        var state = await _probe(suspect.Address);
        var open = state == PortState.Refused ? (await Task.WhenAll(others.Select(other => _probe(other)))).Count(port => port == PortState.Open) : 0;
        return new Probed(suspect, state, ReachesMajority: (open + 1) * 2 > others.Length + 1);
    }

    private void OnProbed(Probed probed)
    {
        var address = probed.Suspect.Address;
        _probed.Remove(address);
        var isSame = Find(address) is { } member && member.UniqueAddress.Equals(probed.Suspect) && member.Status != MemberStatus.Exiting;
        if (probed.State != PortState.Refused || !isSame)
        {
            // It is there, or gone in order: then the leader removes it.
            return;
        }

        _refused.Add(address.ToString());
        if (probed.ReachesMajority && IsVoter(_cluster.SelfMember))
        {
            _log.Warning("{0} refuses connections: its process is gone, the member is downed", address);
            _cluster.Down(address);
        }
    }

    // Whoever downed it: the split-brain resolver notes whom it saw unreachable when it got the lease, not all that it downs, and operators note nobody.
    // Nobody waits for this, and the table's own time limit ends it.
    private async Task NoteAsync(UniqueAddress member)
    {
        try
        {
            await _removed.AddAsync([member], _cluster.SelfUniqueAddress, CancellationToken.None);
        }
        catch (ViewStoreException failure)
        {
            _log.Warning("that {0} was downed could not be noted: {1}", member.Address, failure.Message);
        }
    }

    private Member? Find(Address address) => _cluster.State.Members.FirstOrDefault(member => member.Address == address);

    private IEnumerable<Member> Voters() => _cluster.State.Members.Where(IsVoter);

    // One that only joins is no part of the majority.
    private static bool IsVoter(Member member) => member.Status is MemberStatus.Up or MemberStatus.Leaving;

    private sealed record Probed(UniqueAddress Suspect, PortState State, bool ReachesMajority);
}
