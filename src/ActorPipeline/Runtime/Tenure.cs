namespace ActorPipeline.Runtime;

/// <summary>One actor's time with a partition, from being given to having stopped: what it and its supervisor must know of each other without waiting for a turn.</summary>
/// <param name="givenAt">When the partition was given to this node, as a timestamp of the clock.</param>
internal sealed class Tenure(long givenAt)
{
    private readonly Lock _gate = new();
    private long? _waitsSince = givenAt;
    private bool _isReady;
    private bool _isLeaving;

    /// <summary>An instance of the actor begins.</summary>
    /// <param name="now">The time, as a timestamp of the clock.</param>
    /// <returns>Since when the partition waits to be served: for the first instance since it was given, for later ones since they began.</returns>
    public long Begin(long now)
    {
        lock (_gate)
        {
            _isReady = false;
            var since = _waitsSince ?? now;
            _waitsSince = null;
            return since;
        }
    }

    /// <summary>Whether the actor is to stop for good: then it takes in nothing more, and is not started again after a failure.</summary>
    public bool IsLeaving
    {
        get
        {
            lock (_gate)
            {
                return _isLeaving;
            }
        }
    }

    /// <summary>The actor can hand over from now on.</summary>
    public void Ready() => Set(isReady: true);

    /// <summary>The actor has failed or begins anew: it holds nothing that could be handed over.</summary>
    /// <returns>Whether it was to stop anyway.</returns>
    public bool NotReady() => Set(isReady: false);

    /// <summary>Ends the tenure.</summary>
    /// <returns>Whether the actor can be asked to hand over; else it is to be stopped.</returns>
    public bool Leave()
    {
        lock (_gate)
        {
            _isLeaving = true;
            return _isReady;
        }
    }

    private bool Set(bool isReady)
    {
        lock (_gate)
        {
            _isReady = isReady;
            return _isLeaving;
        }
    }
}
