using ActorPipeline.Views;

namespace ActorPipeline.Asking;

/// <summary>The answer to a <see cref="Question"/>: numbers and texts only.</summary>
public abstract record Answer;

/// <summary>It is done.</summary>
public sealed record Done : Answer
{
    /// <summary>The only one.</summary>
    public static Done Instance { get; } = new();
}

/// <summary>The largest end of a window that holds an event seen.</summary>
/// <param name="EndMs">Unix milliseconds; <see cref="long.MinValue"/> before the first event.</param>
public sealed record LastWindowEnd(long EndMs) : Answer;

/// <summary>Rows of windows that still count, ordered as <see cref="Storage.IRowStore.QueryAsync"/> orders them.</summary>
public sealed record OpenRows(IReadOnlyList<Row> Rows) : Answer;

/// <summary>A page or client actor as its shard holds it.</summary>
/// <param name="Node">The id of the node that owns the shard.</param>
/// <param name="Offset">The shard log below this offset is in what follows.</param>
/// <param name="FirstMs">No event of it that is held came before this time, unix milliseconds, to the view's smallest step; null when nothing is held.</param>
/// <param name="Rows">Its rows by window: of those that still count (layer <c>open</c>), and of closed ones that may be corrected (<c>speed</c>).</param>
public sealed record EntityFound(string Node, int Shard, long Epoch, long Offset, long? FirstMs, long? LastMs, IReadOnlyList<Row> Rows) : Answer;

/// <summary>Who serves the partition could not do what was asked; asking again may help.</summary>
public sealed record Failed(string Reason) : Answer;
