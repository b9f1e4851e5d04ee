using System.Collections.Concurrent;
using System.Threading.Channels;
using ActorPipeline.Actors.Messages;
using ActorPipeline.Status;
using ActorPipeline.Views;
using Akka.Actor;

namespace ActorPipeline.Actors.Live;

/// <summary>Takes closed rows of this node for the dashboards of others, as far as somebody there watches their view. Safe to use from any thread.</summary>
/// <remarks>Rows are a view, not state: what there is no room for is dropped and counted, and the other nodes are told to read again.</remarks>
internal sealed class LiveRelay
{
    // A second or two of rows of a busy cluster. A shard never waits for a dashboard: when it is full the newest batch is dropped.
    private const int Capacity = 1_024;

    private readonly Channel<RowBatch> _batches =
        Channel.CreateBounded<RowBatch>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly ConcurrentDictionary<WatchedView, bool> _dropped = new();
    private volatile IReadOnlySet<WatchedView> _watched = new HashSet<WatchedView>();
    private volatile IActorRef? _sender;
    private int _isWoken;

    /// <summary>Who sends what waits; set once it has started.</summary>
    public IActorRef Sender { set => _sender = value; }

    public IReadOnlySet<WatchedView> Watched { set => _watched = value; }

    public void Add(LocalPipeline pipeline) => pipeline.Feed.Relay(Offer);

    public bool TryTake(out RowBatch? batch)
    {
        Volatile.Write(ref _isWoken, 0);
        return _batches.Reader.TryRead(out batch);
    }

    public List<WatchedView> TakeDropped() => [.. _dropped.Keys.Where(view => _dropped.TryRemove(view, out _))];

    // Called on a shard's scheduler: returns at once.
    private bool Offer(RowBatch batch)
    {
        var view = new WatchedView(batch.Pipeline, batch.View.Name);
        if (!_watched.Contains(view))
        {
            return false;
        }

        if (!_batches.Writer.TryWrite(batch))
        {
            LiveInstruments.Dropped(1);
            _dropped[view] = true;
        }

        if (Interlocked.Exchange(ref _isWoken, 1) == 0)
        {
            _sender?.Tell(new LiveActor.Wake(), ActorRefs.NoSender);
        }

        return true;
    }
}
