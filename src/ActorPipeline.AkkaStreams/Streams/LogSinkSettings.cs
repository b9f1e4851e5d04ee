using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Actors.Streams;

/// <summary>How a <see cref="LogSink"/> appends. Immutable.</summary>
public sealed record LogSinkSettings
{
    /// <summary>The settings used when none are given.</summary>
    public static LogSinkSettings Default { get; } = new();

    // A log makes appends durable in groups: those that wait for one group commit go together into the next.

    /// <summary>How many appends may be under way, or durable and not handed on yet. Default 16.</summary>
    public int MaxInFlight { get; init; } = 16;

    /// <summary>Receives what goes wrong when the writer is disposed of.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
