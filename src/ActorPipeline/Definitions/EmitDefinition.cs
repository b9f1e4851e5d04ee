namespace ActorPipeline.Definitions;

/// <summary>Where a pipeline's closed rows go, from its <c>emit-to</c>. Immutable.</summary>
public sealed record EmitDefinition
{
    /// <summary>Rows go to the view store and nowhere else.</summary>
    public static EmitDefinition StoreOnly { get; } = new();

    /// <summary>Whether the view store keeps the rows. Otherwise they can be read from their topics only.</summary>
    public bool ToStore { get; init; } = true;

    /// <summary>The topics rows go to; null for none.</summary>
    public RowTopics? Topics { get; init; }
}

/// <summary>The topics that closed rows go to: one record a row, in the partition that has the number of the row's shard.</summary>
/// <param name="Format">How a row is written.</param>
/// <param name="AreShared">Whether all views share one topic: a record then begins with its view's name.</param>
/// <param name="Prefix">What the name of each view's own topic begins with; null for that of the shared one with a dot.</param>
public sealed record RowTopics(RowTextFormat Format, bool AreShared, string? Prefix = null);

/// <summary>How a row is written as a record; docs/formats.md shows both.</summary>
public enum RowTextFormat
{
    /// <summary>A JSON object, the row as every reader sees it.</summary>
    Json,

    /// <summary>Values with tabs between: window start, fields of key and breakdown, columns.</summary>
    Delimited,
}
