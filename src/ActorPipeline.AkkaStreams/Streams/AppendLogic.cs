using System.Diagnostics.CodeAnalysis;
using ActorPipeline.Log;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorPipeline.Actors.Streams;

/// <summary>One run of an <see cref="AppendStage{T}"/>.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Disposed of when the stage stops.")]
internal sealed partial class AppendLogic<T> : InAndOutGraphStageLogic
{
    private const long NoRecords = -1;
    private readonly FlowShape<LogEnvelope<T>, LogAppended<T>> _shape;
    private readonly IEventLog _log;
    private readonly string _topic;
    private readonly LogSinkSettings _settings;
    private readonly CancellationTokenSource _stopped = new();

    // In the order they came. Bounded by MaxInFlight: nothing is pulled while it is full.
    private readonly Queue<PendingAppend<T>> _pending = [];
    private Action<(PendingAppend<T>, long, Exception?)> _answered = _ => { };
    private Action _opened = () => { };
    private Action<Exception> _failed = _ => { };
    private Task _opening = Task.CompletedTask;
    private ILogWriter? _writer;
    private bool _isOpen;
    private bool _isFinishing;
    private Exception? _upstreamFailure;

    public AppendLogic(FlowShape<LogEnvelope<T>, LogAppended<T>> shape, IEventLog log, string topic, LogSinkSettings settings)
        : base(shape)
    {
        _shape = shape;
        _log = log;
        _topic = topic;
        _settings = settings;
        SetHandler(shape.Inlet, this);
        SetHandler(shape.Outlet, this);
    }

    public override void PreStart()
    {
        _answered = GetAsyncCallback<(PendingAppend<T> Append, long Offset, Exception? Failure)>(answer => OnAnswered(answer.Append, answer.Offset, answer.Failure));
        _opened = GetAsyncCallback(OnOpened);
        _failed = GetAsyncCallback<Exception>(FailStage);
        _opening = OpenAsync();
    }

    public override void OnPush()
    {
        var append = new PendingAppend<T>(Grab(_shape.Inlet));
        _pending.Enqueue(append);
        Append(append);
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

    public override void PostStop() => _ = CloseAsync();

    private async Task OpenAsync()
    {
        try
        {
            _writer = await _log.OpenWriterAsync(_topic, _stopped.Token);
            if (!_stopped.IsCancellationRequested)
            {
                _opened();
            }
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            // The stream has ended: nobody waits for the writer.
        }
        catch (Exception failure)
        {
            _failed(failure);
        }
    }

    private void OnOpened()
    {
        _isOpen = true;
        Advance();
    }

    private void Append(PendingAppend<T> append)
    {
        if (append.Envelope.Records.IsEmpty)
        {
            append.Complete(NoRecords);
            return;
        }

        var answer = AppendAsync(append.Envelope);
        if (answer.IsCompletedSuccessfully)
        {
            append.Complete(answer.Result);
        }
        else
        {
            append.Appending = AwaitAsync(append, answer);
        }
    }

    // Not cancelled: an append that has begun takes effect or not, whoever waits for it. A writer that throws at once fails this append, not those before it.
    private async ValueTask<long> AppendAsync(LogEnvelope<T> envelope) =>
        await _writer!.AppendAsync(envelope.Partition, envelope.Records, CancellationToken.None);

    private async Task AwaitAsync(PendingAppend<T> append, ValueTask<long> answer)
    {
        Exception? failure = null;
        var offset = NoRecords;
        try
        {
            offset = await answer;
        }
        catch (Exception refusal)
        {
            failure = refusal;
        }

        if (!_stopped.IsCancellationRequested)
        {
            _answered((append, offset, failure));
        }
    }

    private void OnAnswered(PendingAppend<T> append, long offset, Exception? failure)
    {
        append.Failure = failure;
        if (failure is null)
        {
            append.Complete(offset);
        }

        Advance();
    }

    // Every event ends here; each step looks for itself whether its time has come.
    private void Advance()
    {
        if (_pending.TryPeek(out var first) && first.Result is { } result && IsAvailable(_shape.Outlet))
        {
            _pending.Dequeue();
            Push(_shape.Outlet, result);
        }

        if (_pending.TryPeek(out first) && first.Failure is { } failure)
        {
            FailStage(failure);
        }
        else if (_isFinishing && _pending.Count == 0)
        {
            End();
        }
        else if (_isOpen && !_isFinishing && _pending.Count < _settings.MaxInFlight && !HasBeenPulled(_shape.Inlet))
        {
            Pull(_shape.Inlet);
        }
    }

    private void End()
    {
        if (_upstreamFailure is { } failure)
        {
            FailStage(failure);
        }
        else
        {
            CompleteStage();
        }
    }

    // The writer is disposed of when the log has answered to everything.
    private async Task CloseAsync()
    {
        await _stopped.CancelAsync();
        await _opening;
        await Task.WhenAll(_pending.Select(append => append.Appending));
        try
        {
            if (_writer is not null)
            {
                await _writer.DisposeAsync();
            }
        }
        catch (Exception failure)
        {
            LogWriterNotClosed(_settings.Logger, _topic, failure);
        }

        _stopped.Dispose();
    }
}
