using ActorPipeline.Log;

namespace ActorPipeline.Intake;

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
