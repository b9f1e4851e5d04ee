namespace ActorPipeline.Node.Engines;

/// <summary>Says in the log what a node that was told to stop still waits for. Thread-safe.</summary>
/// <param name="clock">The time.</param>
/// <param name="loggers">Where it is said.</param>
internal sealed partial class StopProgress(TimeProvider clock, ILoggerFactory loggers) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ILogger _log = loggers.CreateLogger<StopProgress>();
    private readonly Lock _gate = new();
    private long _began;
    private string _part = "";
    private ITimer? _timer;

    /// <summary>Says what is waited for from now on.</summary>
    /// <param name="part">The part of the node, as the end of a sentence.</param>
    public void WaitFor(string part)
    {
        lock (_gate)
        {
            _part = part;
            if (_timer is null)
            {
                _began = clock.GetTimestamp();
                _timer = clock.CreateTimer(_ => Say(), null, Interval, Interval);
            }
        }
    }

    /// <summary>Makes what is disposed of before a part say that this part is next.</summary>
    /// <param name="part">As in <see cref="WaitFor"/>.</param>
    public IDisposable Before(string part) => new Mark(this, part);

    /// <summary>Falls silent.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _timer?.Dispose();
        }
    }

    private void Say()
    {
        string part;
        lock (_gate)
        {
            part = _part;
        }

        Stopping(_log, (long)clock.GetElapsedTime(_began).TotalSeconds, part);
    }

    [LoggerMessage(62, LogLevel.Warning, "the node was told to stop {Seconds} s ago and waits for {Part}")]
    private static partial void Stopping(ILogger log, long seconds, string part);

    private sealed class Mark(StopProgress progress, string part) : IDisposable
    {
        public void Dispose() => progress.WaitFor(part);
    }
}
