using ActorPipeline.Log;
using ActorPipeline.Runtime;

namespace ActorPipeline.Intake;

/// <summary>Asks an intake to reply when everything below a source offset is durable in the shard log.</summary>
/// <param name="Offset">The offset.</param>
internal sealed record AwaitCommitted(long Offset) : IQuestion;

/// <summary>Asks an intake for the largest end of a window that holds an event it has seen: replies with <see cref="LastWindowEnd"/>.</summary>
internal sealed record GetLastWindowEnd : IQuestion;

/// <summary>The largest end of a window that holds an event seen.</summary>
/// <param name="EndMs">Unix milliseconds; <see cref="long.MinValue"/> before the first event.</param>
internal sealed record LastWindowEnd(long EndMs);

/// <summary>Tells an intake to move its partition's watermark on, as if time had; it replies when that is durable in the shard log.</summary>
/// <param name="WatermarkMs">Where to, unix milliseconds.</param>
internal sealed record Flush(long WatermarkMs) : IQuestion;

/// <summary>Tells an intake to stop reading and to reply when all it has read is durable in the shard log and committed.</summary>
internal sealed record Drain : IQuestion;

/// <summary>Tells an intake that another partition has events again after a pause: an idle one holds the watermark back until it has been idle for as long
/// once more, since its events may be about to come. It answers when that is durable in the shard log.</summary>
internal sealed record WakeUp : IQuestion;

/// <summary>Something read from the source.</summary>
/// <param name="Reader">Who read it.</param>
/// <param name="Batch">What.</param>
internal sealed record SourceRecordsRead(ILogReader Reader, LogBatch Batch);

/// <summary>A batch has waited long enough for more.</summary>
internal sealed record LingerElapsed
{
    public static LingerElapsed Instance { get; } = new();
}

/// <summary>It is time to see whether the partition is idle.</summary>
internal sealed record IdleTick
{
    public static IdleTick Instance { get; } = new();
}
