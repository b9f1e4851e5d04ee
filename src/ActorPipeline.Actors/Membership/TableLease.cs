using System.Collections.Immutable;
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
/// winner releases it some time later, it notes whom it goes on without (<see cref="RemovedMembers"/>): they do not get the lease any more. They are refused
/// no sooner than others that do not get it: a side that is refused downs all that it reaches, and until then it may learn that it was downed alone.
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
    private volatile bool _isAcquiring;
    private bool _isRefused;

    // Whom this process has noted, or tried to, since it took the lease; and of those whom the table surely holds. Both bounded by the members.
    private ImmutableHashSet<UniqueAddress> _noted = [];
    private ImmutableHashSet<UniqueAddress> _stored = [];

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

    // Not in the constructor: the cluster makes its lease while it is made itself.
    private Cluster Cluster => Cluster.Get(_system);

    // The table counts whole seconds, so that a lease may end almost one sooner than it was asked for.
    private TimeSpan Lasts => Settings.TimeoutSettings.HeartbeatTimeout - TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override Task<bool> Acquire() => Acquire(static _ => { });

    /// <inheritdoc/>
    public override async Task<bool> Acquire(Action<Exception> leaseLostCallback)
    {
        _isAcquiring = true;
        try
        {
            var began = _setup.Time.GetTimestamp();
            var left = Settings.TimeoutSettings.OperationTimeout;
            while (!await TryAsync(AcquireAsync, left))
            {
                left = Settings.TimeoutSettings.OperationTimeout - _setup.Time.GetElapsedTime(began);
                if (left <= Pause)
                {
                    await TryAsync(GiveUpAsync, Lasts);
                    return false;
                }

                await Task.Delay(Pause, _setup.Time);
            }

            _isHeld = true;
            _ = KeepAsync(Interlocked.Increment(ref _round), leaseLostCallback);
            return true;
        }
        finally
        {
            _isAcquiring = false;
        }
    }

    /// <inheritdoc/>
    /// <remarks>The resolver may take it again and release it in one turn: then it stays taken.</remarks>
    public override async Task<bool> Release()
    {
        if (_isAcquiring)
        {
            return true;
        }

        StopRenewing();
        _isHeld = false;
        using var patience = new CancellationTokenSource(Settings.TimeoutSettings.OperationTimeout, _setup.Time);
        await _setup.Leases.ReleaseLeaseAsync(Settings.LeaseName, _owner, patience.Token);

        return await TakeBackAsync(patience.Token);
    }

    /// <inheritdoc/>
    /// <remarks>False also where somebody would be downed who is not noted: the lease is then taken once more, and whoever it is is noted.</remarks>
    public override bool CheckLease() =>
        _isHeld && HasLeft(Volatile.Read(ref _askedAt)) && Cluster.State.Unreachable.All(member => Volatile.Read(ref _stored).Contains(member.UniqueAddress));

    // What was done stays done when a later step fails: the next attempt goes on from there.
    private async Task<bool> AcquireAsync(CancellationToken cancellationToken)
    {
        if (await IsRemovedAsync(cancellationToken) || !await RenewAsync(cancellationToken))
        {
            return false;
        }

        var lost = Cluster.State.Unreachable.Select(member => member.UniqueAddress).ToList();
        ImmutableInterlocked.Update(ref _noted, (noted, more) => noted.Union(more), lost);
        await _removed.AddAsync(lost.Except(_stored), Cluster.SelfUniqueAddress, cancellationToken);
        ImmutableInterlocked.Update(ref _stored, (stored, more) => stored.Union(more), lost);

        // Once more: of two that have noted each other, at most one goes on, whatever became of the lease meanwhile.
        return !await IsRemovedAsync(cancellationToken) && (HasLeft(Volatile.Read(ref _askedAt)) || await RenewAsync(cancellationToken));
    }

    // This side does not go on: others may, also whom it has noted.
    private async Task<bool> GiveUpAsync(CancellationToken cancellationToken)
    {
        await _setup.Leases.ReleaseLeaseAsync(Settings.LeaseName, _owner, cancellationToken);
        return await TakeBackAsync(cancellationToken);
    }

    private async Task<bool> IsRemovedAsync(CancellationToken cancellationToken)
    {
        var remover = await _removed.FindRemoverAsync(Cluster.SelfUniqueAddress, cancellationToken);
        if (remover is not null && !_isRefused)
        {
            _isRefused = true;
            _log.Error("{0} has removed this node while it stood still or was not reached: it does not go on", remover);
        }

        return remover is not null;
    }

    // The notes of those that were not downed after all. What fails is tried again with the next release.
    private async Task<bool> TakeBackAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _stored, []);
        var noted = Interlocked.Exchange(ref _noted, []);
        var members = Cluster.State.Members.Where(member => member.Status is not (MemberStatus.Down or MemberStatus.Exiting));
        try
        {
            await _removed.TakeBackAsync(noted.Intersect(members.Select(member => member.UniqueAddress)), Cluster.SelfUniqueAddress, cancellationToken);
            return true;
        }
        catch
        {
            ImmutableInterlocked.Update(ref _noted, (now, before) => now.Union(before), noted);
            throw;
        }
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
    private async Task<bool> TryAsync(Func<CancellationToken, Task<bool>> step, TimeSpan within)
    {
        using var patience = new CancellationTokenSource(within, _setup.Time);
        try
        {
            return await step(patience.Token);
        }
        catch (Exception failure) when (failure is ViewStoreException or OperationCanceledException)
        {
            _log.Warning("the table of lease {0} does not do what it is asked: {1}", Settings.LeaseName, failure.Message);
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

            await TryAsync(RenewAsync, Lasts);
        }

        _isHeld = false;
        lost(new LeaseException($"lease {Settings.LeaseName} has expired or is held by another node"));
    }

    // A member that was downed takes no side along. Of two that do not hear each other, one may have taken the lease to down both: the third, which goes on,
    // must not wait for it in vain. One that leaves otherwise lets the lease expire, since its side goes on.
    private async Task<Done> LetGoAsync()
    {
        StopRenewing();
        if (_isHeld)
        {
            var isDowned = CoordinatedShutdown.Get(_system).ShutdownReason is CoordinatedShutdown.ClusterDowningReason;
            await TryAsync(isDowned ? GiveUpAsync : TakeBackAsync, Lasts);
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
