using ActorPipeline.Definitions;
using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Views;
using DuckDB.NET.Native;

namespace ActorPipeline.Embedded.Store;

/// <summary>The table of a view. Columns have names of their own (k0, b0, c0…), so that no declared name can clash or do harm.</summary>
/// <remarks>With a breakdown, one table row is one entity's window: the breakdown's values and columns are lists of equal length. That spares
/// the key and the window per row. <c>exact</c> is then a list too, and empty when all are.</remarks>
internal sealed class ViewTable(string pipeline, ViewDefinition view)
{
    internal string Pipeline => pipeline;
    internal ViewDefinition View => view;
    internal string Name { get; } = $"rows/{pipeline.Replace("/", "//", StringComparison.Ordinal)}/{view.Name}";
    internal IReadOnlyList<string> Keys { get; } = [.. Enumerable.Range(0, view.KeyNames.Count).Select(i => $"k{i}")];
    internal IReadOnlyList<string> By { get; } = [.. Enumerable.Range(0, view.ByNames.Count).Select(i => $"b{i}")];
    internal IReadOnlyList<string> Values { get; } = [.. Enumerable.Range(0, view.Columns.Count).Select(i => $"c{i}")];

    /// <summary>What statements read it from.</summary>
    internal string Source { get => field ?? DuckDbSql.Name(Name); init; }

    /// <summary>What grows with every row written, as statements have it.</summary>
    internal string Sequence { get; init; } = "rowid";

    /// <summary>What its rows were counted by.</summary>
    internal RowLayer Layer { get; init; } = RowLayer.Speed;

    internal bool HasLists { get; init; } = view.ByNames.Count > 0;

    /// <summary>All columns with their types, in the table's order: window, revision, exactness, key, breakdown, values.</summary>
    internal IReadOnlyList<(string Name, DuckDbColumnType Type)> Columns =>
    [
        ("window_start", new(DuckDBType.BigInt)),
        ("window_end", new(DuckDBType.BigInt)),
        ("first_event", new(DuckDBType.BigInt)),
        ("revision", new(DuckDBType.Integer)),
        ("exact", new(DuckDBType.Boolean, HasLists)),
        .. Keys.Select(name => (name, new DuckDbColumnType(DuckDBType.Varchar))),
        .. By.Select(name => (name, new DuckDbColumnType(DuckDBType.Varchar, HasLists))),
        .. Values.Select((name, i) => (name, new DuckDbColumnType(TypeOf(View.Columns[i].Type), HasLists))),
    ];

    private static DuckDBType TypeOf(ColumnType type) => type switch
    {
        ColumnType.WholeNumber => DuckDBType.BigInt,
        ColumnType.FixedPoint => DuckDBType.HugeInt,
        ColumnType.Real => DuckDBType.Double,
        _ => DuckDBType.Varchar,
    };
}
