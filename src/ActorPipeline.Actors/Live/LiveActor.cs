using ActorPipeline.Actors.Messages;
using ActorPipeline.Actors.Nodes;
using ActorPipeline.Batches;
using ActorPipeline.Emission;
using ActorPipeline.Views;
using Akka.Actor;

namespace ActorPipeline.Actors.Live;

/// <summary>Sends closed rows of this node to those whose dashboards watch them, and shows what comes from the others.</summary>
/// <remarks>Remoting has no back-pressure of its own. Each node gets so many messages at most before it has taken the earlier ones; what comes meanwhile is
/// dropped, counted and reported as a gap. A node that hangs so costs <see cref="Credit"/> messages, and a short one every ten seconds.</remarks>
internal sealed class LiveActor : ReceiveActor, IWithTimers
{
    public const string Name = "live";

    /// <summary>Messages that may be on their way to one node: 16 MiB of the largest.</summary>
    private const int Credit = 64;

    // Larger batches are read from the store: heartbeats share the connection.
    private const int LargestMessage = 256 << 10;

    private const int LooksUntilProbed = 10;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly LocalNode _here;
    private readonly NodeTable _table;
    private readonly LiveRelay _relay;
    private readonly Dictionary<string, Receiver> _receivers = new(StringComparer.Ordinal);

    public LiveActor(LocalNode here, NodeTable table, LiveRelay relay)
    {
        (_here, _table, _relay) = (here, table, relay);
        Receive<Wake>(_ => SendWaiting());
        Receive<Look>(_ => LookWhoWatches());
        Receive<LiveAck>(ack => OnAck(Sender.Path.Address.ToString(), ack.Count));
        Receive<LiveRows>(Show);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _relay.Sender = Self;
        Timers.StartPeriodicTimer(nameof(Look), new Look(), TimeSpan.Zero, LookEvery);
    }

    // A view that was not watched before is read again there once rows flow: what closed before was not sent.
    private void LookWhoWatches()
    {
        var watched = _table.Watched();
        foreach (var gone in _receivers.Keys.Where(address => !watched.ContainsKey(address)).ToList())
        {
            _receivers.Remove(gone);
        }

        foreach (var (address, views) in watched)
        {
            if (!_receivers.TryGetValue(address, out var receiver))
            {
                _receivers[address] = receiver = new Receiver(Context.ActorSelection(new RootActorPath(Address.Parse(address)) / "user" / Name));
            }

            receiver.Watch(views);
            ProbeIfSilent(receiver);
        }

        _relay.Watched = watched.Values.SelectMany(views => views).ToHashSet();
        SendWaiting();
    }

    // What was on its way when a connection broke is never taken: after a while one message asks whether the other node reads again.
    private static void ProbeIfSilent(Receiver receiver)
    {
        if (receiver.OnTheWay > 0 && ++receiver.SilentLooks == LooksUntilProbed)
        {
            receiver.Probe();
        }
    }

    private void SendWaiting()
    {
        while (_relay.TryTake(out var batch))
        {
            Send(batch!);
        }

        var dropped = _relay.TakeDropped();
        foreach (var receiver in _receivers.Values)
        {
            dropped.ForEach(receiver.NoteGap);
            SendGaps(receiver);
        }
    }

    private void Send(RowBatch batch)
    {
        var view = new WatchedView(batch.Pipeline, batch.View.Name);
        ReadOnlyMemory<byte>? bytes = null;
        foreach (var receiver in _receivers.Values.Where(receiver => receiver.Watches(view)))
        {
            bytes ??= Write(batch);
            if (receiver.OnTheWay == Credit || bytes.Value.Length > LargestMessage)
            {
                LiveInstruments.Dropped(1);
                receiver.NoteGap(view);
                continue;
            }

            Send(receiver, new LiveRows(view, receiver.TakeGap(view), bytes.Value));
            LiveInstruments.Sent(1);
        }
    }

    private void SendGaps(Receiver receiver)
    {
        while (receiver.OnTheWay < Credit && receiver.TakeGap() is { } view)
        {
            Send(receiver, new LiveRows(view, HasGap: true, default));
        }
    }

    private void Send(Receiver receiver, LiveRows rows)
    {
        receiver.OnTheWay++;
        receiver.Live.Tell(rows, Self);
    }

    private void OnAck(string address, int count)
    {
        if (_receivers.TryGetValue(address, out var receiver))
        {
            receiver.Take(count);
            SendGaps(receiver);
        }
    }

    private static ReadOnlyMemory<byte> Write(RowBatch batch)
    {
        var writer = new ByteWriter();
        RowBatchCodec.Write(writer, batch);
        return writer.Written;
    }

    private void Show(LiveRows rows)
    {
        Sender.Tell(new LiveAck(1), Self);
        if (_here.Find(rows.View) is not { } found || !found.Pipeline.Feed.IsWatched(rows.View.View))
        {
            return;
        }

        if (rows.HasGap)
        {
            LiveInstruments.Gap();
            found.Pipeline.Feed.Miss(rows.View.View);
        }

        if (!rows.Rows.IsEmpty)
        {
            Show(found.Pipeline.Feed, rows);
        }
    }

    // Rows that this node cannot read, since its definition of the view is another, are in the store like all others.
    private void Show(RowFeed feed, LiveRows rows)
    {
        try
        {
            var reader = new ByteReader(rows.Rows.Span);
            feed.Show(RowBatchCodec.Read(ref reader, view => _here.Find(view)?.View));
        }
        catch (FormatException)
        {
            LiveInstruments.Gap();
            feed.Miss(rows.View.View);
        }
    }

    internal sealed record Wake;

    private sealed record Look;

    private sealed class Receiver(ActorSelection live)
    {
        private readonly HashSet<WatchedView> _gaps = [];
        private HashSet<WatchedView> _watched = [];
        private bool _isProbed;

        public ActorSelection Live { get; } = live;
        public int OnTheWay { get; set; }
        public int SilentLooks { get; set; }

        public bool Watches(WatchedView view) => _watched.Contains(view);

        public void Watch(IReadOnlyList<WatchedView> views)
        {
            _gaps.UnionWith(views.Where(view => !_watched.Contains(view)));
            _watched = [.. views];
            _gaps.IntersectWith(_watched);
        }

        // A node that reads nothing gets one message now and then, not everything once more.
        public void Probe()
        {
            (OnTheWay, SilentLooks, _isProbed) = (Credit - 1, 0, true);
            _gaps.UnionWith(_watched);
        }

        public void Take(int count)
        {
            OnTheWay = _isProbed ? 0 : Math.Max(0, OnTheWay - count);
            (SilentLooks, _isProbed) = (0, false);
        }

        public void NoteGap(WatchedView view)
        {
            if (_watched.Contains(view))
            {
                _gaps.Add(view);
            }
        }

        public bool TakeGap(WatchedView view) => _gaps.Remove(view);

        public WatchedView? TakeGap()
        {
            foreach (var view in _gaps)
            {
                _gaps.Remove(view);
                return view;
            }

            return null;
        }
    }
}
