namespace ActorPipeline.Bench.Cluster.Stores;

/// <summary>How rows are written.</summary>
internal enum WriteShape
{
    /// <summary>By the store, breakdowns as maps.</summary>
    Maps,

    /// <summary>By the store, a table row for each value of a breakdown.</summary>
    Rows,

    /// <summary>A table row for each value of a breakdown, an EXECUTE for each row, over version 4 of the protocol.</summary>
    Executes,
}
