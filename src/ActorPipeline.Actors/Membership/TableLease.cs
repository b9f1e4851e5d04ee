using ActorPipeline.Storage;
using Akka;
using Akka.Actor;
using Akka.Cluster;
using Akka.Coordination;
using Akka.Event;
using Akka.Remote;

namespace ActorPipeline.Actors.Membership;

/// <summary>The lease by which Akka's split-brain resolver decides which side of a parted cluster goes on, in the table that all nodes share.
/// Thread-safe.</summary>
/// <remarks>
/// Held by one process and renewed until it is released. A side that finds it held waits out an owner that may be dead: its lease expires within
/// <c>heartbeat-timeout</c>, which is shorter than <c>lease-operation-timeout</c>. An owner that lives renews, and the waiting side gives up. Since the
/// winner releases it some time later, it notes whom it goes on without (<see cref="RemovedMembers"/>): they do not get the lease any more.
/// </remarks>
internal sealed class TableLease : Lease
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly LeaseSetup _setup;
    private readonly RemovedMembers _removed;
    private readonly ActorSystem _system;
    private readonly string _owner;
    private readonly ILoggingAdapter _log;
    private int _round;
    private volatile bool _isHeld;
    private volatile bool _isRemoved;

    // When the table was asked the last time that it granted the lease: it counts from then at the earliest.
    private long _askedAt;

    /// <summary>Made by Akka.</summary>
    /// <param name="settings">Name, owner and time-outs.</param>
    /// <param name="system">The actor system; its setup holds the table.</param>
    public TableLease(LeaseSettings settings, ExtendedActorSystem system)
        : base(settings)
    {
        _system = system;
        _setup = system.Settings.Setup.Get<LeaseSetup>().Value;
        _removed = new RemovedMembers(_setup.Leases);
        _log = Logging.GetLogger(system, this);

        // A process that was started again at the address of one that died does not own what that one held.
        _owner = $"{settings.OwnerName} {AddressUidExtension.Uid(system)}";
        system.RegisterOnTermination(StopRenewing);
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, $"lease-{settings.LeaseName}", LetGoAsync);
    }

    // The table counts whole seconds, so that a lease may end almost one sooner than it was asked for.
    private TimeSpan Lasts => Settings.TimeoutSettings.HeartbeatTimeout - TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override Task<bool> Acquire() => Acquire(static _ => { });

    /// <inheritdoc/>
    public override async Task<bool> Acquire(Action<Exception> leaseLostCallback)
    {
        var began = _setup.Time.GetTimestamp();
        while (!await TryAsync(AcquireAsync))
        {
            if (_isRemoved || _setup.Time.GetElapsedTime(began) + Pause >= Settings.TimeoutSettings.OperationTimeout)
            {
                return false;
            }

            await Task.Delay(Pause, _setup.Time);
        }

        _isHeld = true;
        _ = KeepAsync(Interlocked.Increment(ref _round), leaseLostCallback);
        return true;
    }

    /// <inheritdoc/>
    public override async Task<bool> Release()
    {
        StopRenewing();
        _isHeld = false;
        using var patience = new CancellationTokenSource(Settings.TimeoutSettings.OperationTimeout, _setup.Time);
        await _setup.Leases.ReleaseLeaseAsync(Settings.LeaseName, _owner, patience.Token);
        return true;
    }

    /// <inheritdoc/>
    public override bool CheckLease() => _isHeld && HasLeft(Volatile.Read(ref _askedAt));

    private async Task<bool> AcquireAsync(CancellationToken cancellationToken)
    {
        var cluster = Cluster.Get(_system);
        if (await _removed.FindRemoverAsync(cluster.SelfUniqueAddress, cancellationToken) is { } remover)
        {
            _isRemoved = true;
            _log.Error("{0} has removed this node while it stood still or was not reached: it does not go on", remover);
            return false;
        }

        if (!await RenewAsync(cancellationToken))
        {
            return false;
        }

        await _removed.AddAsync(cluster.State.Unreachable.Select(member => member.UniqueAddress), cluster.SelfUniqueAddress, cancellationToken);
        return HasLeft(Volatile.Read(ref _askedAt));
    }

    private async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        var askedAt = _setup.Time.GetTimestamp();
        var isGranted = await _setup.Leases.TryAcquireLeaseAsync(Settings.LeaseName, _owner, Settings.TimeoutSettings.HeartbeatTimeout, cancellationToken);
        if (isGranted)
        {
            Volatile.Write(ref _askedAt, askedAt);
        }

        return isGranted && HasLeft(askedAt);
    }

    // A table that cannot be asked in time grants nothing; it is asked again while there is time.
    private async Task<bool> TryAsync(Func<CancellationToken, Task<bool>> step)
    {
        using var patience = new CancellationTokenSource(Lasts, _setup.Time);
        try
        {
            return await step(patience.Token);
        }
        catch (Exception failure) when (failure is ViewStoreException or OperationCanceledException)
        {
            _log.Warning("lease {0} could not be asked for: {1}", Settings.LeaseName, failure.Message);
            return false;
        }
    }

    private async Task KeepAsync(int round, Action<Exception> lost)
    {
        while (HasLeft(Volatile.Read(ref _askedAt)))
        {
            await Task.Delay(Settings.TimeoutSettings.HeartbeatInterval, _setup.Time);
            if (Volatile.Read(ref _round) != round)
            {
                return;
            }

            await TryAsync(RenewAsync);
        }

        _isHeld = false;
        lost(new LeaseException($"lease {Settings.LeaseName} has expired or is held by another node"));
    }

    // A member that was downed takes no side along. Of two that do not hear each other, one may have taken the lease to down both: the third, which goes on,
    // must not wait for it in vain. One that leaves otherwise lets the lease expire, since its side goes on.
    private async Task<Done> LetGoAsync()
    {
        StopRenewing();
        if (_isHeld && CoordinatedShutdown.Get(_system).ShutdownReason is CoordinatedShutdown.ClusterDowningReason)
        {
            try
            {
                await Release();
            }
            catch (Exception failure) when (failure is ViewStoreException or OperationCanceledException)
            {
                _log.Warning("lease {0} could not be released and will expire: {1}", Settings.LeaseName, failure.Message);
            }
        }

        return Done.Instance;
    }

    private bool HasLeft(long askedAt) => _setup.Time.GetElapsedTime(askedAt) < Lasts;

    private void StopRenewing() => Interlocked.Increment(ref _round);
}

/// <summary>Hands the table of leases to an actor system.</summary>
/// <param name="leases">The table.</param>
internal sealed class LeaseSetup(ILeaseTable leases, TimeProvider time) : Akka.Actor.Setup.Setup
{
    /// <summary>The table.</summary>
    public ILeaseTable Leases => leases;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;
}
