using ActorPipeline.Cql.Connections;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Cql.Cluster;

/// <summary>
/// The connections to one node, kept at their number: what is lost is made again, with growing pauses while the node does not answer. A node is up while a
/// connection is open, whatever the cluster says of it. Thread-safe.
/// </summary>
internal sealed partial class NodePool : IAsyncDisposable
{
    private readonly CqlEndpoint _endpoint;
    private readonly PoolSettings _settings;
    private readonly ReconnectBackoff _pause;
    private readonly WaitQueue _waiting;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly TaskCompletionSource<Exception?> _firstTry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger _logger;
    private readonly Task _upkeep;
    private CqlConnection[] _open = [];
    private string _lastError = "is not connected yet";

    public NodePool(CqlEndpoint endpoint, PoolSettings settings)
    {
        _endpoint = endpoint;
        _settings = settings;
        var options = settings.Options;
        _logger = options.Logging.CreateLogger<NodePool>();
        _pause = new ReconnectBackoff(options.ReconnectAfter, options.ReconnectAtMostAfter, settings.Random);
        _waiting = new WaitQueue(options.MaxWaitingRequests, options.Time);
        Window = new NodeWindow(options.ConnectionsPerNode * options.MaxStreams);
        _upkeep = Task.Run(KeepUpAsync);
    }

    public NodeWindow Window { get; }

    public string LastError => Volatile.Read(ref _lastError);

    public int Connections => Volatile.Read(ref _open).Length;

    public int InFlight
    {
        get
        {
            var sum = 0;
            foreach (var connection in Volatile.Read(ref _open))
            {
                sum += connection.InFlight;
            }

            return sum;
        }
    }

    /// <summary>Completes when the first connection is open (null) or could not be opened (the reason).</summary>
    public Task<Exception?> FirstTry => _firstTry.Task;

    /// <summary>Gives a request to the connection with the fewest under way, or another that has room.</summary>
    /// <inheritdoc cref="CqlConnection.TrySend"/>
    public SendResult TrySend<TRequest>(in TRequest request, TimeSpan timeout, out ValueTask<CqlFrame> answer, CancellationToken cancellationToken)
        where TRequest : IRequest
    {
        answer = default;
        var open = Volatile.Read(ref _open);
        if (open.Length == 0)
        {
            return SendResult.Closed;
        }

        if (InFlight >= Window.Limit)
        {
            return SendResult.Full;
        }

        var least = LeastBusy(open);
        var result = SendResult.Closed;
        for (var i = 0; i < open.Length; i++)
        {
            var tried = open[(least + i) % open.Length].TrySend(request, timeout, out answer, cancellationToken);
            if (tried == SendResult.Sent)
            {
                return tried;
            }

            result = tried == SendResult.Full ? tried : result;
        }

        return result;
    }

    /// <summary>Waits until there may be room, or there is no connection to wait for.</summary>
    /// <exception cref="CqlBusyException">Too many wait already, or there is no room within <paramref name="timeout"/>.</exception>
    public Task WaitForRoomAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var wait = _waiting.WaitAsync(_endpoint, timeout, cancellationToken);
        // What left between the caller's try and its place in the line woke nobody.
        if (HasRoom())
        {
            _waiting.Wake(1);
        }

        return wait;
    }

    public CqlConnection? Any() => Volatile.Read(ref _open) is { Length: > 0 } open ? open[LeastBusy(open)] : null;

    /// <summary>The node is said to be up: a wait before the next try to connect ends now.</summary>
    public void ReconnectNow()
    {
        _pause.Reset();
        Wake();
    }

    /// <summary>Stops connecting, waits for requests under way up to the close time-out, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _upkeep.ConfigureAwait(false);
        var open = Interlocked.Exchange(ref _open, []);
        await Task.WhenAll(open.Select(connection => connection.CloseAsync(_settings.Options.CloseTimeout))).ConfigureAwait(false);
        _waiting.Wake(int.MaxValue);
        _firstTry.TrySetResult(new OperationCanceledException());
    }

    private static int LeastBusy(CqlConnection[] open)
    {
        var least = 0;
        for (var i = 1; i < open.Length; i++)
        {
            least = open[i].InFlight < open[least].InFlight ? i : least;
        }

        return least;
    }

    /// <summary>Whether waiting is over: there is room, or nothing to wait for.</summary>
    private bool HasRoom()
    {
        var open = Volatile.Read(ref _open);
        return open.Length == 0 || (InFlight < Window.Limit && Array.Exists(open, static connection => connection.HasRoom));
    }

    private void OnRoom(int count)
    {
        if (_waiting.HasAny && HasRoom())
        {
            _waiting.Wake(count);
        }
    }

    private void Wake()
    {
        lock (_wake)
        {
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
    }
}
