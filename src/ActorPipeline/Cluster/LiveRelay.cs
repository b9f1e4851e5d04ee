using System.Collections.Concurrent;
using System.Threading.Channels;
using ActorPipeline.Kernel;
using ActorPipeline.Views;

namespace ActorPipeline.Cluster;

/// <summary>Sends closed rows of this node to the dashboards of others, as far as somebody there watches their view. Safe to use from any thread.</summary>
/// <remarks>Rows are a view, not state: what there is no room for is dropped and counted, and the other nodes are told to read anew.</remarks>
internal sealed class LiveRelay : IAsyncDisposable
{
    private readonly ClusterContext _context;
    private readonly IActorRef _actor;

    // Capacity: ClusterBusOptions.LiveBuffer. Refuses the newest, because a shard never waits for a dashboard. Null only wakes the reader.
    private readonly Channel<RowBatch?> _batches;
    private readonly ConcurrentDictionary<WatchedView, bool> _gaps = new();
    private readonly ConcurrentBag<IDisposable> _following = [];
    private IReadOnlySet<WatchedView> _watched = new HashSet<WatchedView>();

    /// <summary>Makes the relay.</summary>
    public LiveRelay(ClusterContext context, ActorSystem system)
    {
        _context = context;
        _batches = Channel.CreateBounded<RowBatch?>(new BoundedChannelOptions(context.Options.LiveBuffer) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
        _actor = system.ActorOf(Props.Create(() => new LiveActor(context, this)), "cluster-live");
    }

    /// <summary>What waits to be sent.</summary>
    public ChannelReader<RowBatch?> Batches => _batches.Reader;

    /// <summary>Follows the rows of a pipeline.</summary>
    public void Add(LocalPipeline pipeline) => _following.Add(pipeline.Feed.Relay(Offer));

    /// <summary>Looks what is watched elsewhere now. A view that was not watched before is read anew there once rows flow: what closed before was not sent.</summary>
    public void Refresh()
    {
        var before = Volatile.Read(ref _watched);
        var now = _context.Members.WatchedElsewhere();
        if (before.SetEquals(now))
        {
            return;
        }

        Volatile.Write(ref _watched, now);
        foreach (var view in now.Where(view => !before.Contains(view)))
        {
            NoteGap(view);
        }
    }

    /// <summary>Rows of a view that is watched were not sent, or the log may not have taken them.</summary>
    public void NoteGap(WatchedView view)
    {
        _gaps[view] = true;
        _batches.Writer.TryWrite(null);
    }

    /// <summary>The log failed: whatever was on its way may be lost.</summary>
    public void NoteGaps()
    {
        foreach (var view in Volatile.Read(ref _watched))
        {
            NoteGap(view);
        }
    }

    /// <summary>Takes the views that must be read anew elsewhere.</summary>
    public IReadOnlyList<WatchedView> TakeGaps() => [.. _gaps.Keys.Where(view => _gaps.TryRemove(view, out _))];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var following in _following)
        {
            following.Dispose();
        }

        await _actor.GracefulStop(TimeSpan.FromSeconds(5));
    }

    // Called on a shard's turn: returns at once.
    private bool Offer(RowBatch batch)
    {
        var view = new WatchedView(batch.Pipeline, batch.View.Name);
        if (!Volatile.Read(ref _watched).Contains(view))
        {
            return false;
        }

        if (!_batches.Writer.TryWrite(batch))
        {
            _context.Instruments.LiveDropped(1);
            NoteGap(view);
        }

        return true;
    }
}
