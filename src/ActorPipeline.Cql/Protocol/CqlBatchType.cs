namespace ActorPipeline.Cql.Protocol;

/// <summary>What a batch promises.</summary>
public enum CqlBatchType : byte
{
    /// <summary>All of it happens sooner or later, or none: written to a log first.</summary>
    Logged = 0,

    /// <summary>One message instead of many; atomic within a partition only.</summary>
    Unlogged = 1,

    /// <summary>Counters.</summary>
    Counter = 2,
}
