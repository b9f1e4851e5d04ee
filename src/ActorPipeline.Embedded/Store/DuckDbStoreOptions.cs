namespace ActorPipeline.Embedded.Store;

/// <summary>Sizes and times of the embedded view store. Immutable.</summary>
public sealed record DuckDbStoreOptions
{
    /// <summary>The most memory DuckDB takes, in bytes. It keeps what it has read or written until it has taken as much; what a query needs beyond
    /// that is spilled to a folder beside the database.</summary>
    public long MemoryBytes { get; init; } = 128L << 20;

    /// <summary>Threads that DuckDB computes and writes with.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>How much DuckDB's write-ahead log may hold before it is folded into the database, in DuckDB's notation. Folding
    /// rewrites half-full row groups: at DuckDB's default of 16 MB, storing rows takes 2.5 times the processor time. Opening after a kill replays it.</summary>
    public string WriteAheadLogLimit { get; init; } = "256MB";

    /// <summary>How often a write-ahead log of at least <see cref="CheckpointFromBytes"/> is folded: its rows are in memory until then.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The write-ahead log that is not worth folding, in bytes.</summary>
    public long CheckpointFromBytes { get; init; } = 4L << 20;

    /// <summary>Writes that may wait for the transaction under way; later callers wait for a place.</summary>
    public int QueuedWrites { get; init; } = 256;

    /// <summary>Rows after which a transaction takes no further waiting writes.</summary>
    public int RowsPerTransaction { get; init; } = 500_000;

    /// <summary>How long reading one page of a query may take before it is given up.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a store that was written gets a new mark, which the folder's manifest then names.</summary>
    public TimeSpan MarkEvery { get; init; } = TimeSpan.FromSeconds(5);
}
