using ActorPipeline.Simulation.Checks;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Simulation.Nodes;

/// <summary>Listens to what a node logs: which epochs its shards have, and failures that no injected fault explains.</summary>
/// <param name="recovered">Told the shard and the epoch whenever a shard has been recovered.</param>
/// <param name="unexplained">Told of a failure that must not happen.</param>
/// <param name="isFenced">Whether another node has taken a shard from this one: it may then find what it needs gone.</param>
/// <param name="tenures">Told which actors fail, and which shards others have taken.</param>
internal sealed class NodeLog(Action<string, long> recovered, Action<string> unexplained, Func<bool> isFenced, TenureCheck tenures) : ILoggerFactory, ILogger
{
    // What faults make of the engine: anything else is a defect.
    private static readonly HashSet<string> Explained =
    [
        "EventLogException", "LogWriterFailedException", "OffsetOutOfRangeException", "ViewStoreException", "EventLakeException", "UnknownOutcomeException", "ChunkDamagedException",

        // An intake whose first batch is not durable begins again; a shard that stops ends what it awaits.
        "NotReadyException", "TaskCanceledException",
    ];

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (exception is not null || eventId.Name == "Stopped")
        {
            tenures.Failed();
        }

        if (exception is not null && !IsExplained(exception.GetType().Name))
        {
            unexplained($"{formatter(state, exception)} {exception}");
        }
        else if (eventId.Name == "Recovered" && state is IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            recovered(ValueOf(values, "Shard")?.ToString() ?? "", (long)ValueOf(values, "Epoch")!);
        }
        else if (eventId.Name == "Fenced" && state is IReadOnlyList<KeyValuePair<string, object?>> fenced)
        {
            tenures.Fenced(((Storage.ShardId)ValueOf(fenced, "Shard")!).Shard);
        }
    }

    private bool IsExplained(string exception) => Explained.Contains(exception) || (exception == "CheckpointTooOldException" && isFenced());

    private static object? ValueOf(IReadOnlyList<KeyValuePair<string, object?>> values, string name) => values.First(value => value.Key == name).Value;
}
