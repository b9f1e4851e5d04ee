using System.Diagnostics.CodeAnalysis;
using Akka.Streams;
using Akka.Streams.Stage;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Actors.Streams;

/// <summary>One run of a <see cref="LogSourceStage"/>. Each partition reads one batch ahead, and starts its next read when that batch is pushed.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Disposed of when the stage stops.")]
internal sealed partial class LogSourceLogic : OutGraphStageLogic
{
    private readonly SourceShape<PartitionBatch> _shape;
    private readonly PartitionFetcher[] _fetchers;
    private readonly LogControl _control;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopped = new();

    // Bounded by one batch a partition. In order of arrival: no partition can keep the others from being emitted.
    private readonly Queue<(PartitionFetcher Fetcher, PartitionBatch Batch)> _ready = [];
    private Action<(PartitionFetcher, PartitionBatch?)> _fetched = _ => { };
    private Action<Exception> _failed = _ => { };
    private CancellationTokenRegistration _stopRequested;
    private int _unfinished;

    public LogSourceLogic(SourceShape<PartitionBatch> shape, PartitionFetcher[] fetchers, LogControl control, ILogger logger)
        : base(shape)
    {
        _shape = shape;
        _fetchers = fetchers;
        _control = control;
        _logger = logger;
        _unfinished = fetchers.Length;
        SetHandler(shape.Outlet, this);
    }

    public override void PreStart()
    {
        _fetched = GetAsyncCallback<(PartitionFetcher Fetcher, PartitionBatch? Batch)>(result => OnFetched(result.Fetcher, result.Batch));
        _failed = GetAsyncCallback<Exception>(FailStage);
        _stopRequested = _control.StopRequested.Register(GetAsyncCallback(CompleteStage));
        foreach (var fetcher in _fetchers)
        {
            Fetch(fetcher);
        }
    }

    public override void OnPull() => PushReady();

    public override void PostStop()
    {
        _stopRequested.Dispose();
        _ = CloseAsync();
    }

    private void Fetch(PartitionFetcher fetcher)
    {
        var read = fetcher.NextAsync(_stopped.Token);
        if (read.IsCompletedSuccessfully)
        {
            OnFetched(fetcher, read.Result);
        }
        else
        {
            fetcher.Reading = AwaitAsync(fetcher, read);
        }
    }

    private async Task AwaitAsync(PartitionFetcher fetcher, ValueTask<PartitionBatch?> read)
    {
        try
        {
            var batch = await read;
            if (!_stopped.IsCancellationRequested)
            {
                _fetched((fetcher, batch));
            }
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            // The stream has ended: nobody waits for the batch.
        }
        catch (Exception failure)
        {
            _failed(failure);
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
            CompleteWhenEmpty();
        }
    }

    private void PushReady()
    {
        if (IsAvailable(_shape.Outlet) && _ready.TryDequeue(out var next))
        {
            Push(_shape.Outlet, next.Batch);
            Fetch(next.Fetcher);
            CompleteWhenEmpty();
        }
    }

    private void CompleteWhenEmpty()
    {
        if (_unfinished == 0 && _ready.Count == 0)
        {
            CompleteStage();
        }
    }

    // Reads end before their readers are disposed of: a reader takes one caller at a time.
    private async Task CloseAsync()
    {
        await _stopped.CancelAsync();
        Exception? failure = null;
        foreach (var fetcher in _fetchers)
        {
            await fetcher.Reading;
            failure = await CloseAsync(fetcher) ?? failure;
        }

        _stopped.Dispose();
        _control.ShutDown(failure);
    }

    private async Task<Exception?> CloseAsync(PartitionFetcher fetcher)
    {
        try
        {
            await fetcher.DisposeAsync();
            return null;
        }
        catch (Exception failure)
        {
            LogReaderNotClosed(_logger, failure);
            return failure;
        }
    }
}
