namespace ActorPipeline.Cql.Connections;

/// <summary>What became of a request that was offered to a connection or a node.</summary>
internal enum SendResult
{
    /// <summary>It will be written; its answer is to be awaited.</summary>
    Sent,

    /// <summary>There is no room for it now; nothing was sent.</summary>
    Full,

    Closed,
}
