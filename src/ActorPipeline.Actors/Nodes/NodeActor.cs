using ActorPipeline.Actors.Messages;
using Akka.Actor;
using Akka.Cluster;

namespace ActorPipeline.Actors.Nodes;

/// <summary>Tells every other node what this one serves and how it is, and hears the same of them.</summary>
/// <remarks>A few kilobytes a second and node; the newest message replaces the one before, so that a lost one does no harm.</remarks>
internal sealed class NodeActor : ReceiveActor, IWithTimers
{
    public const string Name = "node";

    private readonly LocalNode _here;
    private readonly NodeTable _table;
    private readonly TimeSpan _interval;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly HashSet<Address> _others = [];

    public NodeActor(LocalNode here, NodeTable table, TimeSpan interval)
    {
        (_here, _table, _interval) = (here, table, interval);
        Receive<Speak>(_ => SpeakToAll());
        Receive<NodeMessage>(Hear);
        Receive<ClusterEvent.MemberRemoved>(removed => OnRemoved(removed.Member.Address));
        Receive<ClusterEvent.IMemberEvent>(changed => OnMember(changed.Member));
        Receive<ClusterEvent.UnreachableMember>(changed => _table.NoteReachable(changed.Member.Address.ToString(), isReachable: false));
        Receive<ClusterEvent.ReachableMember>(changed => _table.NoteReachable(changed.Member.Address.ToString(), isReachable: true));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _cluster.Subscribe(Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));
        Timers.StartPeriodicTimer(nameof(Speak), new Speak(), TimeSpan.Zero, _interval);
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    // A node that has just left may still speak: the table forgets it once, when it is removed.
    private void Hear(NodeMessage message)
    {
        if (_others.Any(other => other.ToString() == message.Profile.Address))
        {
            _table.Hear(message);
        }
    }

    private void OnMember(Member member)
    {
        if (member.Address != _cluster.SelfAddress && _others.Add(member.Address))
        {
            SpeakTo(member.Address, _here.Compose());
        }
    }

    private void OnRemoved(Address address)
    {
        _others.Remove(address);
        _table.Forget(address.ToString());
    }

    private void SpeakToAll()
    {
        if (_others.Count > 0)
        {
            var message = _here.Compose();
            foreach (var other in _others)
            {
                SpeakTo(other, message);
            }
        }
    }

    private static void SpeakTo(Address address, NodeMessage message) => Context.ActorSelection(new RootActorPath(address) / "user" / Name).Tell(message);

    /// <summary>It is time to speak, or something has changed.</summary>
    internal sealed record Speak;
}
