using ActorPipeline.Definitions;

namespace ActorPipeline.Views;

/// <summary>Which rows of a view are wanted. Immutable.</summary>
public sealed record RowQuery
{
    /// <summary>The pipeline's name.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The view.</summary>
    public required ViewDefinition View { get; init; }

    /// <summary>Which closed rows. A store has those of one layer, and does not look at this.</summary>
    public ClosedRows Layer { get; init; }

    /// <summary>Names (of the key or the breakdown) and the value each must have.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Where { get; init; } = [];

    /// <summary>Only windows that start at or after this time in unix milliseconds.</summary>
    public long? FromMs { get; init; }

    /// <summary>Only windows that start before this time in unix milliseconds.</summary>
    public long? ToMs { get; init; }

    /// <summary>Only the latest so many windows among those that match.</summary>
    public int? Last { get; init; }

    /// <summary>Per window only so many rows, those with the largest value of <see cref="Order"/>; rows without one come last.</summary>
    public int? Top { get; init; }

    /// <summary>The column <see cref="Top"/> goes by; the first column when null.</summary>
    public string? Order { get; init; }

    /// <summary>The largest number of rows returned.</summary>
    public int Limit { get; init; } = int.MaxValue;

    /// <summary>About how many rows are read at a time, at least 1. It changes no answer.</summary>
    public int PageRows { get; init; } = 4_096;
}

/// <summary>Which rows of closed windows are read.</summary>
public enum ClosedRows
{
    /// <summary>Those of layer <see cref="RowLayer.Speed"/>.</summary>
    Speed,

    /// <summary>Those of layer <see cref="RowLayer.Batch"/>.</summary>
    Batch,

    /// <summary>Of each window those of one layer: of the batch as far as it is complete, of the shards for all others.</summary>
    Merged,
}
