namespace ActorPipeline.Lake.Sql;

/// <summary>A statement to run, and what it may use. Immutable.</summary>
/// <param name="Statement">The statement as it was sent.</param>
/// <param name="Tables">What it may name.</param>
/// <param name="Format">What its rows become.</param>
/// <param name="Folder">A folder of its own: for rows that do not fit into memory, and for the result.</param>
public sealed record SqlJob(string Statement, IReadOnlyList<SqlTable> Tables, SqlFormat Format, SqlLimits Limits, string Folder)
{
    /// <summary>Whether lines of JSON begin with one that describes the columns.</summary>
    public bool HasHead { get; init; }

    /// <summary>The file that holds the result when it has been run.</summary>
    public string ResultPath => Path.Combine(Folder, "result");
}

/// <summary>What one statement may take. Immutable.</summary>
/// <param name="MemoryBytes">The most memory that DuckDB takes for it.</param>
/// <param name="SpillBytes">The most it writes into its folder where memory does not do.</param>
/// <param name="Threads">How many threads compute it.</param>
/// <param name="MaxRows">The most rows of its result.</param>
/// <param name="MaxBytes">The largest result, as it is sent.</param>
public sealed record SqlLimits(long MemoryBytes, long SpillBytes, int Threads, int MaxRows, long MaxBytes);

/// <summary>What rows become.</summary>
public enum SqlFormat
{
    /// <summary>An array of objects.</summary>
    Json,

    /// <summary>An object a line.</summary>
    NdJson,

    /// <summary>RFC 4180, with a line of names.</summary>
    Csv,

    /// <summary>A Parquet file.</summary>
    Parquet,
}

/// <summary>How a statement ended. Immutable.</summary>
/// <param name="Detail">What was wrong with it; empty where nothing was.</param>
public sealed record SqlOutcome(SqlEnd End, string Detail)
{
    /// <summary>The line of the statement, from 1, where the first thing that is wrong stands; null where that is not known.</summary>
    public int? Line { get; init; }

    /// <summary>The column in that line, from 1, in characters.</summary>
    public int? Column { get; init; }

    /// <summary>How many rows the result has.</summary>
    public long Rows { get; init; }
}

/// <summary>The ways a statement ends.</summary>
public enum SqlEnd
{
    /// <summary>Its result is in the file.</summary>
    Done,

    /// <summary>It is no valid statement, or cannot be computed.</summary>
    Wrong,

    /// <summary>It is none of those that may be run, or names what it may not.</summary>
    Refused,

    /// <summary>Its result has more rows or bytes than it may have.</summary>
    TooLarge,

    /// <summary>It needs more memory than it may take.</summary>
    OutOfMemory,

    /// <summary>It took longer than it may, or was given up.</summary>
    Interrupted,

    /// <summary>Files of its tables were replaced again and again while it was begun.</summary>
    FilesGone,

    /// <summary>A file cannot be read or written, or what runs statements has failed.</summary>
    Failed,
}

/// <summary>A statement that ends without a result. The outcome says why.</summary>
internal sealed class SqlException(SqlOutcome outcome) : Exception(outcome.Detail)
{
    public SqlException(SqlEnd end, string detail)
        : this(new SqlOutcome(end, detail))
    {
    }

    public SqlOutcome Outcome { get; } = outcome;
}
