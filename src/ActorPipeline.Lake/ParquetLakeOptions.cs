namespace ActorPipeline.Lake;

/// <summary>Bounds of what writes a lake. Immutable.</summary>
public sealed record ParquetLakeOptions
{
    /// <summary>The most memory DuckDB takes for events on their way into files, in bytes. A quarter of it holds them; sorting takes the rest.</summary>
    public long MemoryBytes { get; init; } = 128L << 20;

    /// <summary>The folder that sorting goes to where memory does not do: this process's own, and what is in it is deleted.</summary>
    public required string SpillFolder { get; init; }

    /// <summary>The longest key, breakdown or value of a view, in bytes: as the intake has it.</summary>
    public int MaxTextBytes { get; init; } = 1_024;
}
