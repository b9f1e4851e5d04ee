namespace ActorPipeline.Embedded.Log;

/// <summary>Sizes and times of the embedded event log. Immutable.</summary>
public sealed record EmbeddedLogOptions
{
    /// <summary>Size of a page as a power of two: the most that one record can take. Default 2 MiB.</summary>
    public int PageSizeBits { get; init; } = 21;

    /// <summary>Pages of memory per topic. Readers use the operating system's cache, so a few are enough for writing.</summary>
    public int MemoryPages { get; init; } = 4;

    /// <summary>Size of a file of the log as a power of two: the unit in which space is given back. Default 64 MiB.</summary>
    public int SegmentSizeBits { get; init; } = 26;

    /// <summary>Entries per partition whose place is held in memory (24 bytes each). Beyond that, older ones are found by scanning.</summary>
    public int IndexEntriesPerPartition { get; init; } = 65_536;

    /// <summary>Appends that may wait for the group commit under way; later callers wait for a place.</summary>
    public int QueuedAppends { get; init; } = 8_192;

    /// <summary>How long a log that could not be written stays closed before it is opened again; doubled with every failure that follows.</summary>
    public TimeSpan ReopenAfter { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest time a log that could not be written stays closed.</summary>
    public TimeSpan ReopenAtMostAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the log looks whether the files that it has open are still in place. Those that an append was written to are looked at before it is
    /// acknowledged.</summary>
    public TimeSpan CheckEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often positions that have moved are written to the folder's manifest.</summary>
    public TimeSpan MarkEvery { get; init; } = TimeSpan.FromSeconds(5);
}
