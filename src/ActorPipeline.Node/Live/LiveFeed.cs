using System.Collections.Immutable;
using ActorPipeline.Storage;
using Microsoft.AspNetCore.SignalR;

namespace ActorPipeline.Node.Live;

/// <summary>Follows one selection and hands its frames, written once, to everyone who watches it.</summary>
/// <remarks>One loop makes the frames; <see cref="Add"/>, <see cref="Remove"/> and <see cref="SnapshotAsync"/> may be called concurrently.</remarks>
internal sealed partial class LiveFeed : IAsyncDisposable
{
    private readonly LiveContext _context;
    private readonly ILogger _logger;
    private readonly RankedView? _ranked;
    private readonly RowBatchQueue _closed;
    private readonly ChangedRows _changed;
    private readonly IDisposable _following;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private readonly Lock _sharing = new();
    // Being read, and no frame was sent since that began.
    private Task<LiveRows>? _shared;
    private ImmutableArray<LiveSubscriber> _subscribers = [];
    private HashSet<byte[]> _openRows;
    private KeySet? _keys;
    private long? _asOfMs;
    private long _rankedAt;
    private long _resetAt;
    private bool _rankDue;
    private bool _resetDue;

    /// <param name="ranked">Ranks the selection's view; null where it names its keys.</param>
    public LiveFeed(LiveSelection selection, LiveContext context, RankedView? ranked)
    {
        Selection = selection;
        _ranked = ranked;
        _context = context;
        _logger = context.Loggers.CreateLogger<LiveFeed>();
        _openRows = NoRows();
        _rankedAt = _resetAt = context.Time.GetTimestamp();
        _keys = selection.Top is null ? new KeySet(selection.Keys, context.Bytes) : null;
        _closed = new RowBatchQueue(selection.View.Name, context.Options.BatchBuffer, () => context.Instruments.DroppedBatch(selection));
        _changed = new ChangedRows(_closed, context.Bytes);
        // Before any snapshot is read: what closes meanwhile comes as a frame. Rows that come twice are the same rows.
        _following = selection.Runtime.Follow(selection.View, _closed.Offer, _closed.NoteMissed);
        _loop = Task.Run(() => RunAsync(_stop.Token));
    }

    public LiveSelection Selection { get; }

    public bool IsIdle => _subscribers.IsEmpty;

    public void Add(LiveSubscriber subscriber) => ImmutableInterlocked.Update(ref _subscribers, (all, one) => all.Add(one), subscriber);

    public void Remove(LiveSubscriber subscriber) => ImmutableInterlocked.Update(ref _subscribers, (all, one) => all.Remove(one), subscriber);

    /// <summary>The selection's rows as they stand; read once for all who ask while they are read and before the next frame is sent: whoever asks was added
    /// before, and gets that one.</summary>
    /// <exception cref="HubException">There are more rows than a snapshot may hold.</exception>
    /// <exception cref="ViewStoreException">The store cannot be read.</exception>
    public async ValueTask<LiveRows> SnapshotAsync(CancellationToken cancellationToken)
    {
        Task<LiveRows> snapshot;
        lock (_sharing)
        {
            snapshot = _shared ??= Task.Run(() => ReadSnapshotAsync(_stop.Token), CancellationToken.None);
        }

        return await snapshot.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _following.Dispose();
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            if (!Selection.Open && !_rankDue && !_resetDue)
            {
                await _closed.WaitAsync(stopping);
            }

            await TryTickAsync(stopping);
            await Task.Delay(_context.Options.FrameInterval, _context.Time, stopping);
        }
    }

    private async ValueTask TryTickAsync(CancellationToken stopping)
    {
        try
        {
            await TickAsync(stopping);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            // The frame is lost, so everything is read again as soon as that works.
            LogTickFailed(_logger, Selection.Pipeline, Selection.View.Name, exception);
            _resetDue = true;
            _resetAt = _context.Time.GetTimestamp();
            Send(new LiveRows(default, _asOfMs) { Error = Describe(exception) });
        }
    }

    private async ValueTask TickAsync(CancellationToken stopping)
    {
        var keys = await KeysAsync(stopping);
        var rows = new LiveRowsBuilder();
        var newest = _changed.DrainTo(keys, rows);

        // The first batch seen may correct an old window: the store knows which window is the newest.
        var before = _asOfMs;
        _asOfMs = Later(before ?? await _context.Reader.NewestEndAsync(Selection, stopping), newest);
        _rankDue |= Selection.Top is { } top && (newest is not null || (Selection.Open && keys.Keys.Count < top));
        _resetDue |= _closed.TakeMissed() | await RankAgainAsync(keys, stopping);
        if (_resetDue)
        {
            await ResetAsync(stopping);
            return;
        }

        await AddOpenRowsAsync(keys, rows, stopping);
        if (rows.Count > 0 || _asOfMs != before)
        {
            Send(new LiveRows(rows.ToMemory(), _asOfMs));
        }
    }

    // Until a reset is allowed its rows wait in the store; nothing is lost by not sending them as frames.
    private async ValueTask ResetAsync(CancellationToken stopping)
    {
        if (_context.Time.GetElapsedTime(_resetAt) < _context.Options.ResetInterval)
        {
            return;
        }

        _resetAt = _context.Time.GetTimestamp();

        // Not one that was read before what was missed.
        StopSharing();
        var snapshot = await SnapshotAsync(stopping);
        _resetDue = false;
        _asOfMs = Later(_asOfMs, snapshot.AsOfMs);
        _openRows = NoRows();
        _context.Instruments.Reset(Selection);
        Send(snapshot);
    }

    private async ValueTask<bool> RankAgainAsync(KeySet keys, CancellationToken stopping)
    {
        if (!_rankDue || _context.Time.GetElapsedTime(_rankedAt) < _context.Options.RankInterval)
        {
            return false;
        }

        _rankedAt = _context.Time.GetTimestamp();
        var ranked = await RankAsync(stopping);
        _rankDue = false;
        if (ranked.SameAs(keys))
        {
            return false;
        }

        Volatile.Write(ref _keys, ranked);
        return true;
    }

    private async ValueTask AddOpenRowsAsync(KeySet keys, LiveRowsBuilder rows, CancellationToken stopping)
    {
        if (!Selection.Open)
        {
            return;
        }

        var current = NoRows();
        foreach (var row in await _context.Reader.OpenRowsAsync(Selection, keys, stopping))
        {
            current.Add(rows.Add(row, unless: _openRows).ToArray());
        }

        _openRows = current;
    }

    // The first ranking decides for the loop and for every snapshot, whoever needs it first.
    private async ValueTask<KeySet> KeysAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _keys) is { } known)
        {
            return known;
        }

        var ranked = await RankAsync(cancellationToken);
        return Interlocked.CompareExchange(ref _keys, ranked, null) ?? ranked;
    }

    private HashSet<byte[]> NoRows() => new(_context.Bytes);

    private ValueTask<KeySet> RankAsync(CancellationToken cancellationToken) => _ranked is { } ranked && Selection.Top is { } top
        ? ranked.RankAsync(top, Selection.Open, cancellationToken)
        : throw new InvalidOperationException("only a top selection is ranked");

    private async Task<LiveRows> ReadSnapshotAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _context.Reader.SnapshotAsync(Selection, await KeysAsync(cancellationToken), cancellationToken);
        }
        finally
        {
            StopSharing();
        }
    }

    private void StopSharing()
    {
        lock (_sharing)
        {
            _shared = null;
        }
    }

    // Whoever is added after that reads what this frame says.
    private void Send(LiveRows rows)
    {
        StopSharing();
        foreach (var subscriber in _subscribers)
        {
            subscriber.Offer(rows);
        }
    }

    private static long? Later(long? a, long? b) => a is null || b > a ? b ?? a : a;

    private static string Describe(Exception exception) =>
        exception is HubException or ViewStoreException ? exception.Message : "the rows could not be read; trying again";
}
