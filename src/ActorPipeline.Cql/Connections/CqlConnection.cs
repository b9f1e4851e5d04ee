using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Cql.Connections;

/// <summary>
/// One connection to one node: many requests under way at once, told apart by their stream ids. A writer sends whatever has been queued while it was sending; a
/// reader hands each answer to who waits for it. Whatever breaks the connection (the peer, the network, a checksum, the protocol) closes it for good and fails
/// what is under way with <see cref="CqlConnectionLostException"/>, which says whether the request may have been executed. Thread-safe.
/// </summary>
internal sealed partial class CqlConnection : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Stream _stream;
    private readonly ConnectionSettings _settings;
    private readonly StreamTable _streams;
    private readonly Stack<PendingRequest> _idle = new();
    private readonly FrameOutput _output;
    private readonly FrameInput _input;

    // Wakes the writer. Room for one: a signal that comes while it is writing is kept, several are one.
    private readonly Channel<bool> _toWrite = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly TaskCompletionSource<CqlConnectionLostException> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger _logger;
    private readonly ITimer _watch;
    private CqlConnectionLostException? _failure;
    private Task _loops = Task.CompletedTask;
    private bool _isClosing;
    private long _sequence;
    private long _handedOver;
    private int _taken;

    private CqlConnection(Stream stream, CqlEndpoint endpoint, ConnectionSettings settings)
    {
        _stream = stream;
        _settings = settings;
        Endpoint = endpoint;
        _streams = new StreamTable(settings.Options.MaxStreams);
        _output = new FrameOutput(settings.Version, settings.Options.UseLz4);
        _input = new FrameInput(settings.Options.UseLz4);
        _logger = settings.Options.Logging.CreateLogger<CqlConnection>();
        _lastRead = Time.GetTimestamp();
        _watch = Time.CreateTimer(static state => ((CqlConnection)state!).Watch(), this, WatchInterval, WatchInterval);
    }

    public CqlEndpoint Endpoint { get; }

    public int Version => _settings.Version;

    public int InFlight => Volatile.Read(ref _taken);

    /// <summary>Whether a request would be taken now, or refused for good.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_gate)
            {
                return _failure is not null || _isClosing || !IsFull;
            }
        }
    }

    /// <summary>Completes, with the reason, when the connection is closed.</summary>
    public Task<CqlConnectionLostException> Closed => _closed.Task;

    private bool IsFull => _output.Length > _settings.Options.MaxUnsentBytes || _streams.Taken == _settings.Options.MaxStreams;

    private TimeProvider Time => _settings.Options.Time;

    public SendResult TrySend<TRequest>(in TRequest request, TimeSpan timeout, out ValueTask<CqlFrame> answer, CancellationToken cancellationToken)
        where TRequest : IRequest
    {
        answer = default;
        PendingRequest? pending;
        bool isFirst;
        lock (_gate)
        {
            if (_failure is not null || _isClosing)
            {
                return SendResult.Closed;
            }

            isFirst = _output.Length == 0;
            if (!TryQueue(request, timeout, out pending))
            {
                return SendResult.Full;
            }
        }

        if (isFirst)
        {
            _toWrite.Writer.TryWrite(true);
        }

        pending.CancelOn(cancellationToken);
        answer = pending.Answer;
        return SendResult.Sent;
    }

    /// <summary>Stops taking requests, waits for those under way, then closes.</summary>
    /// <param name="patience">How long to wait; what is unanswered then fails as lost.</param>
    public async Task CloseAsync(TimeSpan patience)
    {
        lock (_gate)
        {
            _isClosing = true;
            NoteIfDrained();
        }

        try
        {
            await Task.WhenAny(_drained.Task, _closed.Task).WaitAsync(patience, Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            ClosedUnanswered(Endpoint, InFlight, patience);
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Closes at once; what is under way fails as lost.</summary>
    public async ValueTask DisposeAsync()
    {
        Fail("the session closed it");
        await _loops.ConfigureAwait(false);
    }

    /// <summary>Takes back a request object whose answer was consumed.</summary>
    internal void Reuse(PendingRequest request)
    {
        lock (_gate)
        {
            _idle.Push(request);
        }
    }

    /// <summary>Fails a request that is still waited for; its stream id stays taken until the answer comes.</summary>
    internal void GiveUp(PendingRequest request, Exception reason)
    {
        lock (_gate)
        {
            if (!_streams.IsWaiting(request.StreamId, request))
            {
                return;
            }

            _streams.GiveUp(request.StreamId);
            NoteIfDrained();
        }

        request.Fail(reason);
    }

    private bool TryQueue<TRequest>(in TRequest request, TimeSpan timeout, [NotNullWhen(true)] out PendingRequest? pending)
        where TRequest : IRequest
    {
        if (IsFull)
        {
            pending = null;
            return false;
        }

        pending = _idle.TryPop(out var used) ? used : new PendingRequest(this);
        _streams.TryTake(pending, Time.GetTimestamp() + (long)(timeout.TotalSeconds * Time.TimestampFrequency), out var id);
        try
        {
            _output.Append(request, id);
        }
        catch
        {
            _streams.Release(id);
            _idle.Push(pending);
            throw;
        }

        pending.Begin(id, ++_sequence, timeout);
        _taken = _streams.Taken;
        return true;
    }

    /// <summary>Closes for good; the first reason counts. Fails everything under way.</summary>
    private void Fail(string reason, Exception? cause = null)
    {
        List<PendingRequest>? lost;
        lock (_gate)
        {
            if (_failure is not null)
            {
                return;
            }

            _failure = new CqlConnectionLostException(Endpoint, reason, mayHaveBeenExecuted: false, cause);
            lost = _streams.TakeOverdue(long.MaxValue);
            _taken = 0;
        }

        foreach (var request in lost ?? [])
        {
            request.Fail(new CqlConnectionLostException(Endpoint, reason, request.Sequence <= _handedOver, cause));
        }

        _watch.Dispose();
        _toWrite.Writer.TryWrite(true);
        _stream.Dispose();
        _closed.TrySetResult(_failure);
        _settings.OnRoom?.Invoke(int.MaxValue);
    }

    private void NoteIfDrained()
    {
        if (_isClosing && _streams.Waiting == 0)
        {
            _drained.TrySetResult();
        }
    }
}
