using System.Diagnostics.CodeAnalysis;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorPipeline.AkkaStreams;

/// <summary>Emits the batches of one or more partitions.</summary>
internal sealed class LogSourceStage(Func<PartitionFetcher[]> newFetchers) : GraphStageWithMaterializedValue<SourceShape<PartitionBatch>, LogControl>
{
    public override SourceShape<PartitionBatch> Shape { get; } = new(new Outlet<PartitionBatch>("LogSource.out"));
    protected override Attributes InitialAttributes { get; } = Attributes.CreateName("LogSource");

    public override ILogicAndMaterializedValue<LogControl> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var control = new LogControl();
        return new LogicAndMaterializedValue<LogControl>(new LogSourceLogic(Shape, newFetchers(), control), control);
    }
}

/// <summary>One run of a <see cref="LogSourceStage"/>. Each partition reads one batch ahead, and begins its next fetch when that batch is pushed.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Disposed of when the stage stops.")]
internal sealed class LogSourceLogic : OutGraphStageLogic
{
    private readonly SourceShape<PartitionBatch> _shape;
    private readonly PartitionFetcher[] _fetchers;
    private readonly LogControl _control;
    private readonly CancellationTokenSource _closing = new();

    // Bounded by one batch per partition. In order of arrival: no partition can keep the others from being emitted.
    private readonly Queue<(PartitionFetcher Fetcher, PartitionBatch Batch)> _ready = [];
    private Action<PartitionFetcher> _fetched = _ => { };
    private Action<Exception?> _closed = _ => { };
    private CancellationTokenRegistration _stopRequested;
    private Task? _close;
    private int _unfinished;

    public LogSourceLogic(SourceShape<PartitionBatch> shape, PartitionFetcher[] fetchers, LogControl control)
        : base(shape)
    {
        (_shape, _fetchers, _control, _unfinished) = (shape, fetchers, control, fetchers.Length);
        SetHandler(shape.Outlet, this);
    }

    public override void PreStart()
    {
        _fetched = GetAsyncCallback<PartitionFetcher>(OnFetched);
        _closed = GetAsyncCallback<Exception?>(this.Finish);
        _stopRequested = _control.StopRequested.Register(GetAsyncCallback(() => End(null)));
        foreach (var fetcher in _fetchers)
        {
            Fetch(fetcher);
        }
    }

    public override void OnPull() => PushReady();

    public override void PostStop()
    {
        _stopRequested.Dispose();
        _ = _control.FollowAsync(Close());
    }

    private void Fetch(PartitionFetcher fetcher)
    {
        if (_close is not null)
        {
            return;
        }

        fetcher.Begin(_closing.Token);
        if (fetcher.Fetch.IsCompleted)
        {
            OnFetched(fetcher);
        }
        else
        {
            fetcher.Fetch.ConfigureAwait(false).GetAwaiter().OnCompleted(() => _fetched(fetcher));
        }
    }

    private void OnFetched(PartitionFetcher fetcher)
    {
        if (_close is not null)
        {
            return;
        }

        try
        {
            // It has completed.
            OnFetched(fetcher, fetcher.Fetch.GetAwaiter().GetResult());
        }
        catch (Exception failure)
        {
            End(failure);
        }
    }

    private void OnFetched(PartitionFetcher fetcher, PartitionBatch? batch)
    {
        if (batch is not null)
        {
            _ready.Enqueue((fetcher, batch));
            PushReady();
        }
        else
        {
            _unfinished--;
            EndWhenEmpty();
        }
    }

    private void PushReady()
    {
        if (_close is null && IsAvailable(_shape.Outlet) && _ready.TryDequeue(out var next))
        {
            Push(_shape.Outlet, next.Batch);
            Fetch(next.Fetcher);
            EndWhenEmpty();
        }
    }

    private void EndWhenEmpty()
    {
        if (_unfinished == 0 && _ready.Count == 0)
        {
            End(null);
        }
    }

    // The readers are closed before downstream is told: whoever sees the stream complete or fail may close the log.
    private void End(Exception? failure)
    {
        if (_close is null)
        {
            _ = StageEnd.AfterAsync(Close(), failure, _closed);
        }
    }

    private Task Close() => _close ??= CloseAsync();

    private async Task CloseAsync()
    {
        await _closing.CancelAsync();
        await Task.WhenAll(_fetchers.Select(fetcher => fetcher.DisposeAsync().AsTask()));
        _closing.Dispose();
    }
}
