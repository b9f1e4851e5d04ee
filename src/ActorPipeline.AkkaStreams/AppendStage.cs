using System.Diagnostics.CodeAnalysis;
using ActorPipeline.Log;
using Akka.Event;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorPipeline.AkkaStreams;

/// <summary>Appends envelopes and emits those that are durable.</summary>
internal sealed class AppendStage<T>(IEventLog log, string topic, int maxInFlight) : GraphStage<FlowShape<LogEnvelope<T>, LogAppended<T>>>
{
    public override FlowShape<LogEnvelope<T>, LogAppended<T>> Shape { get; } =
        new(new Inlet<LogEnvelope<T>>("LogSink.in"), new Outlet<LogAppended<T>>("LogSink.out"));

    protected override Attributes InitialAttributes { get; } = Attributes.CreateName("LogSink");

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new AppendLogic<T>(Shape, log, topic, maxInFlight);
}

[SuppressMessage("Design", "CA1001", Justification = "Disposed of when the stage stops.")]
internal sealed class AppendLogic<T> : InAndOutGraphStageLogic
{
    private const long NoRecords = -1;
    private readonly FlowShape<LogEnvelope<T>, LogAppended<T>> _shape;
    private readonly IEventLog _log;
    private readonly string _topic;
    private readonly int _maxInFlight;
    private readonly CancellationTokenSource _closing = new();

    // In the order of arrival. Bounded by maxInFlight: nothing is pulled while it is full.
    private readonly Queue<(LogEnvelope<T> Envelope, Task<long> Offset)> _pending = [];
    private Action _advance = () => { };
    private Action<Exception?> _closed = _ => { };
    private Task<ILogWriter>? _opening;
    private Task? _close;
    private bool _isFinishing;
    private Exception? _upstreamFailure;

    public AppendLogic(FlowShape<LogEnvelope<T>, LogAppended<T>> shape, IEventLog log, string topic, int maxInFlight)
        : base(shape)
    {
        (_shape, _log, _topic, _maxInFlight) = (shape, log, topic, maxInFlight);
        SetHandler(shape.Inlet, this);
        SetHandler(shape.Outlet, this);
    }

    public override void PreStart()
    {
        _advance = GetAsyncCallback(Advance);
        _closed = GetAsyncCallback<Exception?>(this.Finish);
        _opening = OpenAsync();
        AdvanceAfter(_opening);
    }

    public override void OnPush()
    {
        var envelope = Grab(_shape.Inlet);
        if (_close is not null)
        {
            return;
        }

        var offset = AppendAsync(_opening!.Result, envelope);
        _pending.Enqueue((envelope, offset));
        if (!offset.IsCompleted)
        {
            AdvanceAfter(offset);
        }

        Advance();
    }

    public override void OnPull() => Advance();

    public override void OnUpstreamFinish()
    {
        _isFinishing = true;
        Advance();
    }

    public override void OnUpstreamFailure(Exception e)
    {
        _upstreamFailure = e;
        OnUpstreamFinish();
    }

    public override void PostStop()
    {
        if (_close is null)
        {
            _ = ReportAsync(Close(), Log);
        }
    }

    private async Task<ILogWriter> OpenAsync() => await _log.OpenWriterAsync(_topic, _closing.Token);

    // Not cancelled: an append that has begun takes effect or not, whoever waits for it.
    private static async Task<long> AppendAsync(ILogWriter writer, LogEnvelope<T> envelope) =>
        envelope.Records.IsEmpty ? NoRecords : await writer.AppendAsync(envelope.Partition, envelope.Records, CancellationToken.None);

    private void AdvanceAfter(Task task) => task.ConfigureAwait(false).GetAwaiter().OnCompleted(_advance);

    // Every event ends here; each step checks by itself whether its time has come.
    private void Advance()
    {
        if (_close is not null)
        {
            return;
        }

        try
        {
            Emit();
        }
        catch (Exception failure)
        {
            End(failure);
            return;
        }

        if (_isFinishing && _pending.Count == 0)
        {
            End(_upstreamFailure);
        }
        else if (_opening!.IsCompleted && !_isFinishing && _pending.Count < _maxInFlight && !HasBeenPulled(_shape.Inlet))
        {
            Pull(_shape.Inlet);
        }
    }

    /// <summary>Emits the first append if it is durable; throws if it, or the opening of the writer, has failed.</summary>
    private void Emit()
    {
        if (_opening!.IsCompleted)
        {
            _opening.GetAwaiter().GetResult();
        }

        if (_pending.TryPeek(out var first) && first.Offset.IsCompleted)
        {
            var offset = first.Offset.GetAwaiter().GetResult();
            if (IsAvailable(_shape.Outlet))
            {
                _pending.Dequeue();
                Push(_shape.Outlet, new LogAppended<T>(first.Envelope.Partition, offset, first.Envelope.Records.Length, first.Envelope.PassThrough));
            }
        }
    }

    // The writer is closed before downstream is told: whoever sees the stream complete or fail may close the log.
    private void End(Exception? failure) => _ = StageEnd.AfterAsync(Close(), failure, _closed);

    // Downstream has cancelled, or the materializer was shut down: no one is left to be told.
    private async Task ReportAsync(Task close, ILoggingAdapter log)
    {
        try
        {
            await close;
        }
        catch (Exception failure)
        {
            log.Warning(failure, "The writer of topic {0} could not be closed", _topic);
        }
    }

    private Task Close() => _close ??= CloseAsync();

    // The writer is closed after the log has answered every append.
    private async Task CloseAsync()
    {
        Task[] appends = [.. _pending.Select(append => append.Offset)];
        await _closing.CancelAsync();
        await ((Task)_opening!).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(appends).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_opening!.IsCompletedSuccessfully)
        {
            await _opening.Result.DisposeAsync();
        }

        _closing.Dispose();
    }
}
