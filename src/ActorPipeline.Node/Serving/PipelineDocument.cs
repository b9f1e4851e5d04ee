using System.Text.Json.Serialization;
using ActorPipeline.Definitions;

namespace ActorPipeline.Node.Serving;

/// <summary>A pipeline's definition as readers see it.</summary>
internal sealed record PipelineDocument(string Name, SourceDocument Source, IReadOnlyList<ViewDocument> Views)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Shards { get; init; }

    public static PipelineDocument Of(PipelineDefinition pipeline) => new(
        pipeline.Name,
        new SourceDocument(pipeline.Source.Topic, pipeline.Source.Format, pipeline.Source.Partitions),
        [.. pipeline.Views.Select(ViewDocument.Of)]);

    public static PipelineDocument ForOperators(PipelineDefinition pipeline)
    {
        var document = Of(pipeline);
        return document with { Shards = pipeline.Shards, Source = document.Source with { Lateness = LatenessDocument.Of(pipeline.Source) } };
    }
}

internal sealed record SourceDocument(string Topic, EventFormat Format, int Partitions)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LatenessDocument? Lateness { get; init; }
}

/// <summary>A source's lateness settings, all in milliseconds.</summary>
internal sealed record LatenessDocument(long LateAfterMs, long AllowedLatenessMs, long IdleAfterMs, long FutureLimitMs)
{
    public static LatenessDocument Of(SourceDefinition source) => new(
        (long)source.LateAfter.TotalMilliseconds,
        (long)source.AllowedLateness.TotalMilliseconds,
        (long)source.IdleAfter.TotalMilliseconds,
        (long)source.FutureLimit.TotalMilliseconds);
}

internal sealed record ViewDocument(
    string Name, IReadOnlyList<string> Key, IReadOnlyList<string> By, WindowDocument Window, IReadOnlyList<ColumnDocument> Columns)
{
    public static ViewDocument Of(ViewDefinition view) => new(
        view.Name,
        view.KeyNames,
        view.ByNames,
        new WindowDocument(view.Window.LengthMs, view.Window.EveryMs),
        [.. view.Columns.Select(column => new ColumnDocument(column.Name, column.Kind, column.Type))]);
}

internal sealed record WindowDocument(long LengthMs, long EveryMs);

internal sealed record ColumnDocument(string Name, ColumnKind Kind, ColumnType Type);
