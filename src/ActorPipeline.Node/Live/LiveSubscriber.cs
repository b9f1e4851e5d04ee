using System.Threading.Channels;
using ActorPipeline.Storage;
using Microsoft.AspNetCore.SignalR;

namespace ActorPipeline.Node.Live;

/// <summary>One connection's subscription: waits for a slow client so that nobody else has to, and numbers its frames without gaps.</summary>
/// <remarks>All members may be called concurrently; <see cref="Offer"/> never waits.</remarks>
internal sealed partial class LiveSubscriber(string id, LiveFeed feed, ISingleClientProxy client, Action abort, LiveContext context) : IAsyncDisposable
{
    private readonly ILogger _logger = context.Loggers.CreateLogger<LiveSubscriber>();
    private readonly CancellationTokenSource _stop = new();
    // One token is enough: it says that there is something to take.
    private readonly Channel<bool> _signal =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Lock _gate = new();
    // At most LiveOptions.FrameBuffer; beyond it all are dropped and a new snapshot takes their place.
    private List<LiveRows> _pending = [];
    private bool _overflowed;
    private long _seq;
    private Task _pump = Task.CompletedTask;

    public string Id => id;

    public LiveFeed Feed => feed;

    /// <summary>Reads the first snapshot and begins to send frames.</summary>
    /// <exception cref="HubException">There are more rows than a snapshot may hold.</exception>
    /// <exception cref="ViewStoreException">The store cannot be read.</exception>
    public async ValueTask<LiveFrame> StartAsync(CancellationToken cancellationToken)
    {
        var snapshot = await SnapshotAsync(cancellationToken);
        _pump = Task.Run(() => PumpAsync(_stop.Token), CancellationToken.None);
        return snapshot;
    }

    /// <summary>Reads a snapshot; frames with a higher number come on top of it.</summary>
    /// <exception cref="HubException">There are more rows than a snapshot may hold.</exception>
    /// <exception cref="ViewStoreException">The store cannot be read.</exception>
    public async ValueTask<LiveFrame> SnapshotAsync(CancellationToken cancellationToken)
    {
        // The number first: what frames up to it have said is in the store by now.
        var seq = Interlocked.Read(ref _seq);
        return new LiveFrame(id, seq, [await feed.SnapshotAsync(cancellationToken)]);
    }

    public void Offer(LiveRows rows)
    {
        lock (_gate)
        {
            if (rows.ResetKeys is not null)
            {
                _pending.Clear();
                _overflowed = false;
            }
            else if (_pending.Count == context.Options.FrameBuffer)
            {
                context.Instruments.DroppedFrames(feed.Selection, _pending.Count);
                _pending.Clear();
                _overflowed = true;
            }

            if (!_overflowed)
            {
                _pending.Add(rows);
            }
        }

        _signal.Writer.TryWrite(true);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task PumpAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await _signal.Reader.ReadAsync(stopping);
                var parts = await TakeAsync(stopping);
                await client.SendAsync("frame", new LiveFrame(id, Interlocked.Increment(ref _seq), parts), stopping);
            }
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            // Without its pump the client would look at rows that never change: let it connect again.
            LogPumpFailed(_logger, id, exception);
            abort();
        }
    }

    private async ValueTask<IReadOnlyList<LiveRows>> TakeAsync(CancellationToken stopping)
    {
        bool overflowed;
        List<LiveRows> parts;
        lock (_gate)
        {
            (overflowed, _overflowed) = (_overflowed, false);
            (parts, _pending) = (_pending, []);
        }

        return overflowed ? [await ResetAsync(stopping)] : parts;
    }

    private async ValueTask<LiveRows> ResetAsync(CancellationToken stopping)
    {
        context.Instruments.Reset(feed.Selection);
        try
        {
            return await feed.SnapshotAsync(stopping);
        }
        catch (Exception exception) when (exception is HubException or ViewStoreException)
        {
            LogResetFailed(_logger, id, exception);
            await Task.Delay(context.Options.ResetInterval, context.Time, stopping);
            lock (_gate)
            {
                _pending.Clear();
                _overflowed = true;
            }

            // The client learns why it has no rows, and the pump tries again.
            _signal.Writer.TryWrite(true);
            return new LiveRows(default, null) { Error = exception.Message };
        }
    }
}
