namespace ActorPipeline.Cassandra.Store;

/// <summary>What a column of a rows table holds.</summary>
internal enum ColumnRole
{
    Key,

    By,

    Day,

    WindowStart,

    Shard,

    WindowEnd,

    FirstEvent,

    /// <summary>The revision; with maps, of the breakdown's values that were corrected, are not exact or lack a value.</summary>
    Revision,

    /// <summary>Whether the row is exact; with maps, of the same values of the breakdown.</summary>
    Exact,

    Value,
}

/// <summary>A column of a rows table.</summary>
/// <param name="Name">Its name as it stands in CQL.</param>
/// <param name="Index">Which part of the key or breakdown, which value; else 0.</param>
internal readonly record struct RowsColumn(string Name, string Type, ColumnRole Role, int Index = 0);
