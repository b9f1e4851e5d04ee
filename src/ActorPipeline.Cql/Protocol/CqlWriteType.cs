namespace ActorPipeline.Cql.Protocol;

/// <summary>What kind of write timed out or failed.</summary>
public enum CqlWriteType
{
    /// <summary>A kind that this client does not know.</summary>
    Unknown,

    /// <summary>One statement.</summary>
    Simple,

    /// <summary>A logged batch: it is in the log and will happen.</summary>
    Batch,

    /// <summary>An unlogged batch: a part of it may have happened.</summary>
    UnloggedBatch,

    /// <summary>A counter: trying again may count twice.</summary>
    Counter,

    /// <summary>Writing the log of a logged batch: it may be tried again.</summary>
    BatchLog,

    /// <summary>The comparing phase of a conditional write: whether it happened is not known.</summary>
    Cas,

    /// <summary>A materialised view.</summary>
    View,

    /// <summary>The space for change data capture.</summary>
    Cdc,
}
