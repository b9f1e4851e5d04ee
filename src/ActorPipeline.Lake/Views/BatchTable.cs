using ActorPipeline.Definitions;
using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Embedded.Store;
using ActorPipeline.Views;

namespace ActorPipeline.Lake.Views;

/// <summary>The files of a batch view as a table of the view store, so that the same statements read both.</summary>
internal static class BatchTable
{
    /// <summary>The table; rows of a breakdown stand one by one.</summary>
    /// <param name="paths">The files, at least one.</param>
    public static ViewTable Of(string pipeline, ViewDefinition view, IEnumerable<string> paths) => new(pipeline, view)
    {
        Source = $"read_parquet([{string.Join(", ", paths.Select(DuckDbSql.Text))}], hive_partitioning = false)",
        Sequence = "0",
        Layer = RowLayer.Batch,
        HasLists = false,
    };
}
