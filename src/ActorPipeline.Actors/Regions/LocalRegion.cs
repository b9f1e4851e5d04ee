using System.Globalization;
using ActorPipeline.Actors.Messages;
using Akka.Actor;

namespace ActorPipeline.Actors.Regions;

/// <summary>The region of a node that is alone: every partition's entity is a child. Takes the same messages as a region of the cluster.</summary>
internal sealed class LocalRegion : ReceiveActor, IWithTimers
{
    // As a sharded region does it (entity-restart-backoff): an entity that cannot start must not keep the node busy.
    private static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(1);

    private readonly Props _entity;
    private readonly int _partitions;
    private readonly PartitionExtractor _extractor;
    private readonly List<IActorRef> _waiting = [];
    private bool _isLeaving;

    public LocalRegion(Props entity, int partitions, PartitionExtractor extractor)
    {
        _entity = entity;
        _partitions = partitions;
        _extractor = extractor;
        Receive<HandOver>(_ => Leave());
        Receive<Terminated>(OnStopped);
        Receive<Restart>(restart => OnRestart(restart.Name));
        ReceiveAny(Pass);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        for (var partition = 0; partition < _partitions; partition++)
        {
            Start(partition.ToString(CultureInfo.InvariantCulture));
        }
    }

    private void Start(string name) => Context.Watch(Context.ActorOf(_entity, name));

    private void Pass(object message)
    {
        if (_extractor.EntityId(message) is not { } id)
        {
            Unhandled(message);
        }
        else if (Context.Child(id) is var entity && entity.IsNobody())
        {
            Sender.Tell(NotReady.Instance, Self);
        }
        else
        {
            entity.Forward(message);
        }
    }

    // Answered when nothing is served here any more.
    private void Leave()
    {
        _waiting.Add(Sender);
        if (!_isLeaving)
        {
            _isLeaving = true;
            foreach (var entity in Context.GetChildren())
            {
                entity.Tell(HandOver.Instance);
            }
        }

        StopWhenEmpty();
    }

    private void OnStopped(Terminated stopped)
    {
        if (!_isLeaving)
        {
            var name = stopped.ActorRef.Path.Name;
            Timers.StartSingleTimer(name, new Restart(name), RestartPause);
        }

        StopWhenEmpty();
    }

    private void OnRestart(string name)
    {
        if (!_isLeaving)
        {
            Start(name);
        }
    }

    private void StopWhenEmpty()
    {
        if (_isLeaving && !Context.GetChildren().Any())
        {
            _waiting.ForEach(asker => asker.Tell(Asking.Done.Instance, Self));
            Context.Stop(Self);
        }
    }

    private sealed record Restart(string Name);
}
