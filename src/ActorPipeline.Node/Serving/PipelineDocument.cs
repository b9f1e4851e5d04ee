using ActorPipeline.Definitions;

namespace ActorPipeline.Node.Serving;

/// <summary>Definitions as readers see them, in the order of their members.</summary>
internal static class PipelineDocument
{
    public static object Of(PipelineDefinition pipeline) => new
    {
        pipeline.Name,
        Source = new { pipeline.Source.Topic, pipeline.Source.Format, pipeline.Source.Partitions },
        Views = pipeline.Views.Select(View),
    };

    /// <summary>With what concerns operators: the number of shards, and the source's lateness settings, all in milliseconds.</summary>
    public static object ForOperators(PipelineDefinition pipeline)
    {
        var source = pipeline.Source;
        var lateness = new
        {
            LateAfterMs = (long)source.LateAfter.TotalMilliseconds,
            AllowedLatenessMs = (long)source.AllowedLateness.TotalMilliseconds,
            IdleAfterMs = (long)source.IdleAfter.TotalMilliseconds,
            FutureLimitMs = (long)source.FutureLimit.TotalMilliseconds,
            WatermarkLeadMs = (long)source.WatermarkLead.TotalMilliseconds,
            JumpLimitMs = (long)source.JumpLimit.TotalMilliseconds,
            source.JumpConfirmations,
        };
        return new
        {
            pipeline.Name,
            Source = new { source.Topic, source.Format, Separator = Separator(source), source.Partitions, lateness },
            Views = pipeline.Views.Select(View),
            pipeline.Shards,
        };
    }

    /// <summary>A view beside others', with its pipeline's name.</summary>
    public static object View(PipelineDefinition pipeline, ViewDefinition view) =>
        new { Pipeline = pipeline.Name, view.Name, Key = view.KeyNames, By = view.ByNames, Window = Window(view), Columns = Columns(view) };

    private static string? Separator(SourceDefinition source) => source.Format is EventFormat.Csv or EventFormat.Delimited ? $"{source.Separator}" : null;

    private static object View(ViewDefinition view) =>
        new { view.Name, Key = view.KeyNames, By = view.ByNames, Window = Window(view), Columns = Columns(view) };

    private static object Window(ViewDefinition view) => view.Window.Zone is { } zone
        ? new { view.Window.LengthMs, view.Window.EveryMs, zone }
        : new { view.Window.LengthMs, view.Window.EveryMs };

    private static IEnumerable<object> Columns(ViewDefinition view) => view.Columns.Select(column => new { column.Name, column.Kind, column.Type });
}
