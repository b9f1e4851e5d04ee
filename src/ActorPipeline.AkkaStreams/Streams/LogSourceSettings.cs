using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Actors.Streams;

/// <summary>How a <see cref="LogSource"/> reads. Immutable.</summary>
public sealed record LogSourceSettings
{
    /// <summary>The settings used when none are given.</summary>
    public static LogSourceSettings Default { get; } = new();

    // Below the 85,000 bytes from which arrays live in the large object heap, and are collected only with the oldest generation.

    /// <summary>About how many bytes of values a batch holds at the most; a larger record comes alone. Default 64 KiB.</summary>
    public int MaxBatchBytes { get; init; } = 64 * 1024;

    /// <summary>Receives what goes wrong when readers are disposed of.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
