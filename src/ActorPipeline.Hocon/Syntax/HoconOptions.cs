namespace ActorPipeline.Hocon.Syntax;

/// <summary>What a reader may see of the world, and how much it may take on before it refuses. Immutable.</summary>
public sealed record HoconOptions
{
    /// <summary>The options used where none are given.</summary>
    public static HoconOptions Default { get; } = new();

    /// <summary>For texts whose author must learn nothing of this machine: see <see cref="IsClosed"/>.</summary>
    public static HoconOptions Closed { get; } = new() { IsClosed = true };

    /// <summary>Refuses every include, and every substitution that only an environment variable could fill, also an optional one.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Looks up an environment variable for substitutions no value matches; null when there is none.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Opens a file; null when it does not exist. An <see cref="IOException"/> is reported with the file's name.</summary>
    public Func<string, Stream?> OpenFile { get; init; } = static path => File.Exists(path) ? File.OpenRead(path) : null;

    /// <summary>How deep objects and arrays may nest, and how long a path may be.</summary>
    public int MaxDepth { get; init; } = 256;

    /// <summary>How deep includes may nest.</summary>
    public int MaxIncludeDepth { get; init; } = 32;

    /// <summary>The bytes a file and all it includes may have together; also the characters concatenations may yield.</summary>
    public int MaxBytes { get; init; } = 4 << 20;

    /// <summary>How many values the resolved tree may hold, each counted as often as substitutions repeat it.</summary>
    public int MaxValues { get; init; } = 200_000;

    /// <summary>How many substitutions may wait for one another.</summary>
    public int MaxSubstitutionDepth { get; init; } = 1_000;
}
