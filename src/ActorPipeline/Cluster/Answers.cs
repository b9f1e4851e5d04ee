using ActorPipeline.Views;

namespace ActorPipeline.Cluster;

/// <summary>The answer to a <see cref="Question"/>: numbers and texts only.</summary>
public abstract record Answer;

/// <summary>It is done.</summary>
public sealed record Done : Answer
{
    /// <summary>The only one that is needed.</summary>
    public static Done Instance { get; } = new();
}

/// <summary>The largest end of a window that holds an event seen.</summary>
/// <param name="EndMs">Unix milliseconds; <see cref="long.MinValue"/> before the first event.</param>
public sealed record LastWindowEnd(long EndMs) : Answer;

/// <summary>Rows of windows that still count, ordered as <see cref="Store.IViewStore.QueryAsync"/> orders them.</summary>
/// <param name="Rows">The rows.</param>
public sealed record OpenRows(IReadOnlyList<Row> Rows) : Answer;

/// <summary>Who serves the partition could not do what was asked; asking again may help.</summary>
/// <param name="Reason">Why, one sentence.</param>
public sealed record Failed(string Reason) : Answer;
