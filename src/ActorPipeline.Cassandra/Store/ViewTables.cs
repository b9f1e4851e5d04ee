using ActorPipeline.Definitions;

namespace ActorPipeline.Cassandra.Store;

/// <summary>The tables of a registered view.</summary>
internal sealed class ViewTables(PipelineDefinition pipeline, ViewDefinition view)
{
    /// <summary>The rows, once for each list they are served by; the table by window first.</summary>
    public IReadOnlyList<RowsTable> Rows { get; } = RowsTable.Of(pipeline.Name, view);

    public KeysTable Keys { get; } = new(pipeline.Name, view);

    public int Shards => pipeline.Shards;
}
