using ActorPipeline.Definitions;

namespace ActorPipeline.Bench.Cluster.Stores;

/// <summary>The pipeline as its rows are stored.</summary>
internal static class StorePipeline
{
    /// <summary>The view that has a breakdown.</summary>
    public const string BrokenDown = "client-visits";

    /// <summary>As it is declared: a client's pages are a breakdown, which a map holds.</summary>
    public static PipelineDefinition WithMaps(string topic, string name) => ClusterChild.Definition(topic, name) with { Emit = EmitDefinition.StoreOnly };

    /// <summary>The same rows, with the page as part of the key: a table row for each. Served as before.</summary>
    public static PipelineDefinition RowPerPage(string topic, string name)
    {
        var pipeline = WithMaps(topic, name);
        return pipeline with { Views = [.. pipeline.Views.Select(view => view.Name == BrokenDown ? Flat(view) : view)] };
    }

    /// <summary>Only the view that has a breakdown.</summary>
    public static PipelineDefinition OnlyBrokenDown(PipelineDefinition pipeline) =>
        pipeline with { Views = [.. pipeline.Views.Where(view => view.Name == BrokenDown)] };

    private static ViewDefinition Flat(ViewDefinition view) => view with
    {
        KeyFields = [.. view.KeyFields, .. view.ByFields],
        KeyNames = [.. view.KeyNames, .. view.ByNames],
        ByFields = [],
        ByNames = [],
    };
}
