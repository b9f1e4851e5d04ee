using ActorPipeline.Log;

namespace ActorPipeline.Actors.Streams;

/// <summary>Where in a partition reading ends. Immutable.</summary>
public sealed class EndingOffset
{
    private readonly string _text;
    private readonly Func<OffsetRange, long> _resolve;

    private EndingOffset(string text, Func<OffsetRange, long> resolve)
    {
        _text = text;
        _resolve = resolve;
    }

    /// <summary>Nowhere: the stream waits for what comes, until it is stopped.</summary>
    public static EndingOffset Never { get; } = new("never", _ => long.MaxValue);

    /// <summary>Where the log ends when the stream is materialized.</summary>
    public static EndingOffset Latest { get; } = new("latest", range => range.End);

    /// <summary>Before an offset. A log that does not reach so far yet is waited for.</summary>
    /// <param name="offset">The first offset that is not wanted.</param>
    public static EndingOffset Before(long offset) => new($"before {offset}", _ => offset);

    /// <inheritdoc/>
    public override string ToString() => _text;

    /// <summary>The first offset not to read.</summary>
    internal long Resolve(OffsetRange range) => _resolve(range);
}
