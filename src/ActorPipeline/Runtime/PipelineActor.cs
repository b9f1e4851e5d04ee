using ActorPipeline.Actors;
using ActorPipeline.Cluster;
using ActorPipeline.Intake;
using ActorPipeline.Placement;
using ActorPipeline.Serving;
using ActorPipeline.Shards;

namespace ActorPipeline.Runtime;

/// <summary>Supervises one pipeline: an intake per source partition and an actor per shard that this node serves, each restarted with back-off when it fails.</summary>
/// <remarks>An actor starts when its partition is given, and stops for good when it is taken or lost. One that stops by itself has found that another node owns its
/// shard: while the placement goes on saying that it is ours, it is taken again after a pause, since the other owner may be gone.</remarks>
internal sealed class PipelineActor : ReceiveActor, IWithTimers
{
    private readonly PipelineContext _context;
    private readonly Dictionary<(PlacedRole Role, int Partition), Place> _places = [];

    /// <summary>Makes the supervisor.</summary>
    /// <param name="context">The pipeline's surroundings.</param>
    public PipelineActor(PipelineContext context)
    {
        _context = context;
        Receive<ToPartition>(Pass);
        Receive<Serve>(serve => OnServe(PlaceOf(serve.Role, serve.Partition)));
        Receive<Release>(release => OnRelease(PlaceOf(release.Role, release.Partition), release.IsOrderly));
        Receive<Lost>(lost => OnLost(PlaceOf(lost.Role, lost.Partition)));
        Receive<TakeAgain>(again => OnTakeAgain(PlaceOf(again.Role, again.Partition)));
        Receive<Terminated>(terminated => OnStopped(_places.Values.First(place => place.Actor == terminated.ActorRef)));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy()
    {
        var (shortest, longest) = _context.Options.Backoff;
        return new OneForOneStrategy().WithBackoff(new BackoffPolicy(shortest, longest, randomFactor: 0.2));
    }

    private Place PlaceOf(PlacedRole role, int partition)
    {
        if (!_places.TryGetValue((role, partition), out var place))
        {
            _places[(role, partition)] = place = new Place(role, partition);
        }

        return place;
    }

    private void Pass(ToPartition letter)
    {
        if (_places.TryGetValue((letter.Role, letter.Partition), out var place) && place is { IsGiven: true, Actor: { } actor, Tenure.IsLeaving: false })
        {
            actor.Tell(letter.Question, Sender);
        }
        else
        {
            Sender.Tell(new Status.Failure(new NotHereException(new PlacedPartition(_context.Pipeline.Name, letter.Role, letter.Partition))), Self);
        }
    }

    private void OnServe(Place place)
    {
        place.IsGiven = true;
        place.GivenAt = _context.Time.GetTimestamp();
        StartUnlessThere(place);
    }

    private void OnTakeAgain(Place place)
    {
        if (place.IsGiven)
        {
            StartUnlessThere(place);
        }
    }

    // While the actor before still stops, its name is taken: the next one starts when it has.
    private void StartUnlessThere(Place place)
    {
        Timers.Cancel(place.Name);
        if (place.Actor is null)
        {
            var (context, partition, tenure) = (_context, place.Partition, new Tenure(place.GivenAt));
            var props = place.Role == PlacedRole.Intake
                ? Props.Create(() => new IntakeActor(context, partition, tenure))
                : Props.Create(() => new ShardActor(context, partition, tenure));
            place.Tenure = tenure;
            place.Actor = Context.Watch(Context.ActorOf(props, place.Name));
            ShowStarting(place);
        }
    }

    private void ShowStarting(Place place)
    {
        if (place.Role == PlacedRole.Shards)
        {
            var status = ShardStatus.Starting(_context.Pipeline.Name, place.Partition, _context.Options.NodeId);
            _context.Board.Show(place.Partition, new ShardReport(status, new ShardCounters()));
        }
    }

    private void OnRelease(Place place, bool isOrderly)
    {
        place.IsGiven = false;
        if (place.Actor is not { } actor)
        {
            Forget(place);
            Sender.Tell(Done.Instance, Self);
            return;
        }

        place.Waiting.Add(Sender);
        if (place.Tenure!.Leave() && isOrderly)
        {
            _ = TellAsync(actor, HandOver.Instance);
        }
        else
        {
            Context.Stop(actor);
        }
    }

    private void OnLost(Place place)
    {
        place.IsGiven = false;
        if (place.Actor is { } actor)
        {
            place.Tenure!.Leave();
            Context.Stop(actor);
        }
        else
        {
            Forget(place);
        }
    }

    private void OnStopped(Place place)
    {
        var wasTaken = place.Tenure!.IsLeaving;
        (place.Actor, place.Tenure) = (null, null);
        place.Waiting.ForEach(waiting => waiting.Tell(Done.Instance, Self));
        place.Waiting.Clear();
        if (!place.IsGiven)
        {
            Forget(place);
        }
        else if (wasTaken)
        {
            StartUnlessThere(place);
        }
        else
        {
            Timers.StartSingleTimer(place.Name, new TakeAgain(place.Role, place.Partition), _context.Options.Backoff.Longest);
        }
    }

    private void Forget(Place place)
    {
        Timers.Cancel(place.Name);
        _context.Board.Clear(place.Role, place.Partition);
        _places.Remove((place.Role, place.Partition));
    }

    private static async Task TellAsync(IActorRef actor, object message)
    {
        try
        {
            await actor.TellAsync(message);
        }
        catch (ActorUnavailableException)
        {
            // It has stopped, as it was about to be told.
        }
    }

    /// <summary>A partition that this node serves, is about to serve, or has not yet left.</summary>
    private sealed class Place(PlacedRole role, int partition)
    {
        public PlacedRole Role { get; } = role;

        public int Partition { get; } = partition;

        public string Name { get; } = role == PlacedRole.Intake ? $"intake-{partition}" : $"shard-{partition}";

        /// <summary>Whether the placement says that it is ours.</summary>
        public bool IsGiven { get; set; }

        public long GivenAt { get; set; }

        /// <summary>Who serves it; also while that one stops.</summary>
        public IActorRef? Actor { get; set; }

        public Tenure? Tenure { get; set; }

        /// <summary>Who waits for nobody to serve it.</summary>
        public List<IActorRef> Waiting { get; } = [];
    }
}
