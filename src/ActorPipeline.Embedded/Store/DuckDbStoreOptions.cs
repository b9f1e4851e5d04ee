namespace ActorPipeline.Embedded.Store;

/// <summary>Sizes and times of the embedded view store. Immutable.</summary>
public sealed record DuckDbStoreOptions
{
    /// <summary>The most memory DuckDB takes, in its own notation. What does not fit is spilled to a folder beside the database.</summary>
    public string MemoryLimit { get; init; } = "1GB";

    /// <summary>Threads that DuckDB computes and writes with.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>How much DuckDB's write-ahead log may hold before it is folded into the database, in DuckDB's notation. Folding
    /// rewrites half-full row groups: at DuckDB's default of 16 MB, storing rows takes 2.5 times the processor time. Opening after a kill replays it.</summary>
    public string WriteAheadLogLimit { get; init; } = "256MB";

    /// <summary>Writes that may wait for the transaction under way; later callers wait for a place.</summary>
    public int QueuedWrites { get; init; } = 256;

    /// <summary>Rows after which a transaction takes no further waiting writes.</summary>
    public int RowsPerTransaction { get; init; } = 500_000;

    /// <summary>How long reading one page of a query may take before it is given up.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a store that was written gets a new mark, which the folder's manifest then names.</summary>
    public TimeSpan MarkEvery { get; init; } = TimeSpan.FromSeconds(5);
}
