using ActorPipeline.Definitions;
using ActorPipeline.Views;

namespace ActorPipeline.Asking;

/// <summary>A question to whoever serves a partition, on this node or another: numbers and texts only, and harmless when asked twice.</summary>
public abstract record Question;

/// <summary>Asks an intake to answer when everything below a source offset is durable in the shard log, with the <see cref="LastWindowEnd"/> of what it has
/// seen.</summary>
public sealed record AwaitCommitted(long Offset) : Question;

/// <summary>Tells an intake to move its partition's watermark on, as if time had; <see cref="Done"/> when that is durable in the shard log.</summary>
/// <param name="Offset">The source offset that the intake must have come to before, and to the end as it is by then. Another one than was asked so far may
/// answer: one that stood still, and does not yet know that it was replaced, has to catch up first, or its watermark would count for nothing.</param>
/// <param name="WatermarkMs">Where to, unix milliseconds.</param>
public sealed record Flush(long Offset, long WatermarkMs) : Question;

/// <summary>Tells an intake that another partition has events again after a pause: an idle one holds the watermark back until it has been idle for as long
/// once more, since its events may be about to come. <see cref="Done"/> when that is durable in the shard log.</summary>
public sealed record WakeUp : Question;

/// <summary>Asks a shard to answer <see cref="Done"/> when the shard log below an offset has been applied and its rows are durable.</summary>
public sealed record AwaitApplied(long Offset) : Question;

/// <summary>Asks who writes a source partition into the lake to commit what it has read, and to answer <see cref="Done"/> when the lake holds every event
/// below an offset.</summary>
public sealed record AwaitLake(long Offset) : Question;

/// <summary>Has a job run now, or after the one under way: <see cref="Done"/> when it has ended, <see cref="Failed"/> with the reason when it failed.</summary>
/// <param name="Id">Tells one request from all others: asked again it is still the same one.</param>
public sealed record RunJob(string Job, string Id) : Question;

/// <summary>Lets no run of a job begin by schedule any more, or lets them begin again: <see cref="Done"/> when that is durable.</summary>
public sealed record PauseJobs(bool IsPaused) : Question;

/// <summary>Asks a shard for one of its page or client actors: answered with <see cref="EntityFound"/>.</summary>
/// <param name="Key">The key's parts in declared order.</param>
public sealed record GetEntity(string View, IReadOnlyList<string> Key) : Question;

/// <summary>Asks a shard for rows of windows that still count: answered with <see cref="OpenRows"/>. The members are those of <see cref="RowQuery"/>.</summary>
public sealed record GetOpenRows(
    string View, IReadOnlyList<KeyValuePair<string, string>> Where, long? FromMs, long? ToMs, int? Last, int? Top, string? Order, int Limit) : Question
{
    /// <summary>What to ask every shard so that its answers hold all rows that a query wants.</summary>
    public static GetOpenRows Of(RowQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);

        // Which windows are the latest is known only with every shard's: none may be cut off before.
        var limit = query.Last is null ? query.Limit : int.MaxValue;
        return new GetOpenRows(query.View.Name, query.Where, query.FromMs, query.ToMs, query.Last, query.Top, query.Order, limit);
    }

    /// <summary>The query that this stands for.</summary>
    public RowQuery ToQuery(string pipeline, ViewDefinition view) => new()
    {
        Pipeline = pipeline,
        View = view,
        Where = Where,
        FromMs = FromMs,
        ToMs = ToMs,
        Last = Last,
        Top = Top,
        Order = Order,
        Limit = Limit,
    };
}
