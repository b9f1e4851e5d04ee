namespace ActorPipeline.Lake;

/// <summary>The columns that every file of the lake has beside those of the pipeline's fields.</summary>
public static class LakeColumns
{
    /// <summary>The source partition that the event came in; INTEGER.</summary>
    public const string Partition = "_source_partition";

    /// <summary>The event's offset in that partition; BIGINT.</summary>
    public const string Offset = "_source_offset";

    /// <summary>Event time in UTC; TIMESTAMP in microseconds, without a zone.</summary>
    public const string EventTime = "_event_time";
}
