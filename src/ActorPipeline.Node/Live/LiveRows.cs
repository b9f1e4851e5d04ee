namespace ActorPipeline.Node.Live;

/// <summary>Rows written as JSON once, for everyone who watches the same selection. Immutable.</summary>
/// <param name="Rows">Rows parted by commas, without the array's brackets; empty for none.</param>
/// <param name="AsOfMs">The end of the newest closed window of the view, in unix milliseconds; null before the first one.</param>
internal sealed record LiveRows(ReadOnlyMemory<byte> Rows, long? AsOfMs)
{
    /// <summary>A JSON array of the watched keys when these rows replace all that was sent before; else null.</summary>
    public ReadOnlyMemory<byte>? ResetKeys { get; init; }

    /// <summary>Why there are no rows, or null.</summary>
    public string? Error { get; init; }
}
