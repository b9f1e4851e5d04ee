namespace ActorPipeline.Node.Hosting;

/// <summary>Lets the first lines of each kind through that come within a second, and says of each kind, when the second is over, how many more there were.
/// Thread safe.</summary>
internal sealed partial class LineLimit : IDisposable
{
    /// <summary>Kinds told apart within one second, some 200 bytes each, forgotten at its end. Further ones count as one kind per level.</summary>
    public const int MaxKinds = 1024;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly int _lines;
    private readonly Lock _gate = new();
    private readonly ITimer _end;
    private Dictionary<LineKind, Lines> _kinds = [];

    public LineLimit(int lines, TimeProvider clock)
    {
        _lines = lines;
        _end = clock.CreateTimer(_ => EndSecond(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Counts a line.</summary>
    /// <param name="logger">Where it is written to, and later how many more there were.</param>
    /// <returns>Whether it is to be written.</returns>
    public bool Admits(LineKind kind, ILogger logger)
    {
        lock (_gate)
        {
            if (_kinds.Count == 0)
            {
                _end.Change(Second, Timeout.InfiniteTimeSpan);
            }

            return ++LinesOf(kind, logger).Count <= _lines;
        }
    }

    /// <summary>Says at once what was left out.</summary>
    public void Dispose()
    {
        _end.Dispose();
        EndSecond();
    }

    private Lines LinesOf(LineKind kind, ILogger logger)
    {
        if (_kinds.TryGetValue(kind, out var known))
        {
            return known;
        }

        var told = _kinds.Count < MaxKinds ? kind : new LineKind("", kind.Level, default, "lines of further kinds");
        return _kinds.TryGetValue(told, out known) ? known : _kinds[told] = new Lines(logger);
    }

    private void EndSecond()
    {
        foreach (var (kind, lines) in TakeKinds().Where(counted => counted.Value.Count > _lines))
        {
            LeftOut(lines.Logger, kind.Level, lines.Count - _lines, kind);
        }
    }

    private Dictionary<LineKind, Lines> TakeKinds()
    {
        lock (_gate)
        {
            var kinds = _kinds;
            _kinds = [];
            return kinds;
        }
    }

    [LoggerMessage(EventId = 63, Message = "{Count} more lines of this kind were left out: {Kind}")]
    private static partial void LeftOut(ILogger logger, LogLevel level, int count, LineKind kind);

    private sealed class Lines(ILogger logger)
    {
        public ILogger Logger => logger;

        public int Count { get; set; }
    }
}
