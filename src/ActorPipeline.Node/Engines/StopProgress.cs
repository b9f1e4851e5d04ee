namespace ActorPipeline.Node.Engines;

/// <summary>Says in the log what a node that was told to stop still waits for. Thread-safe.</summary>
internal sealed partial class StopProgress(TimeProvider clock, ILoggerFactory loggers) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ILogger _log = loggers.CreateLogger<StopProgress>();
    private volatile string _part = "";
    private ITimer? _timer;

    /// <summary>Begins to say it: the node was told to stop. Called once.</summary>
    public void Begin()
    {
        var began = clock.GetTimestamp();
        _timer = clock.CreateTimer(_ => Stopping(_log, (long)clock.GetElapsedTime(began).TotalSeconds, _part), null, Interval, Interval);
    }

    /// <summary>Notes what is waited for from now on. Before the stop nothing comes of it: an engine that could not start is disposed of, too.</summary>
    /// <param name="part">The part of the node, as the end of a sentence.</param>
    public void WaitFor(string part) => _part = part;

    /// <summary>Makes what is disposed of before a part say that this part is next.</summary>
    public IDisposable Before(string part) => new Mark(this, part);

    public void Dispose() => _timer?.Dispose();

    [LoggerMessage(62, LogLevel.Warning, "the node was told to stop {Seconds} s ago and waits for {Part}")]
    private static partial void Stopping(ILogger log, long seconds, string part);

    private sealed class Mark(StopProgress progress, string part) : IDisposable
    {
        public void Dispose() => progress.WaitFor(part);
    }
}
