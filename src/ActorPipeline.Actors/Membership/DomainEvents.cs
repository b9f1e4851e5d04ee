using Akka.Actor;
using Akka.Cluster;

namespace ActorPipeline.Actors.Membership;

/// <summary>Passes on what changes among the members of a cluster, until it is disposed of.</summary>
internal sealed class DomainEvents : IDisposable
{
    private readonly IActorRef _actor;

    public DomainEvents(Cluster cluster, Action<string, string> follower) => _actor = cluster.System.ActorOf(Props.Create(() => new Subscriber(follower)));

    /// <inheritdoc/>
    public void Dispose() => _actor.Tell(PoisonPill.Instance);

    private sealed class Subscriber : ReceiveActor
    {
        private readonly Cluster _cluster = Cluster.Get(Context.System);

        public Subscriber(Action<string, string> follower)
        {
            Receive<ClusterEvent.IMemberEvent>(changed => follower(changed.GetType().Name, changed.Member.Address.ToString()));
            Receive<ClusterEvent.UnreachableMember>(changed => follower(nameof(ClusterEvent.UnreachableMember), changed.Member.Address.ToString()));
            Receive<ClusterEvent.ReachableMember>(changed => follower(nameof(ClusterEvent.ReachableMember), changed.Member.Address.ToString()));
            Receive<ClusterEvent.LeaderChanged>(changed => follower(nameof(ClusterEvent.LeaderChanged), changed.Leader?.ToString() ?? ""));
        }

        protected override void PreStart() => _cluster.Subscribe(
            Self,
            ClusterEvent.InitialStateAsEvents,
            typeof(ClusterEvent.IMemberEvent),
            typeof(ClusterEvent.IReachabilityEvent),
            typeof(ClusterEvent.LeaderChanged));

        protected override void PostStop() => _cluster.Unsubscribe(Self);
    }
}
