using ActorPipeline.Definitions;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Reading;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Declaring;

/// <summary>Reads pipelines as they are declared in HOCON, and refuses what cannot run with file, line, path, expectation and finding.</summary>
public static class PipelineReader
{
    private const string Pipelines = "pipelines";
    private const string Defaults = "pipeline-defaults";

    /// <summary>Reads all pipelines of a configuration.</summary>
    /// <param name="root">The configuration's root: <c>pipelines</c>, and <c>pipeline-defaults</c> as in <c>reference.conf</c>.</param>
    /// <returns>The pipelines in the order they are declared; none when there is no <c>pipelines</c>.</returns>
    /// <exception cref="ConfigurationException">A pipeline cannot run as declared.</exception>
    public static IReadOnlyList<PipelineDefinition> ReadAll(HoconCursor root)
    {
        ArgumentNullException.ThrowIfNull(root);
        if (root.OptionalChild(Pipelines) is not { } pipelines)
        {
            return [];
        }

        var defaults = root.Child(Defaults);
        defaults.RejectUnknownKeys(
            "late-after", "allowed-lateness", "idle-after", "partitions", "shards", "emit-to", "future-limit", "watermark-lead", "jump-limit",
            "jump-confirmations", "max-record-bytes", "lake-keep");
        var read = pipelines.Children.Select(pipeline => Read(pipeline, defaults)).ToList();
        CheckRowTopics(pipelines, read);
        return read;
    }

    /// <summary>Reads one pipeline.</summary>
    /// <param name="pipeline">The object declared under the pipeline's name.</param>
    /// <param name="defaults">What holds where the pipeline says nothing.</param>
    /// <exception cref="ConfigurationException">The pipeline cannot run as declared.</exception>
    public static PipelineDefinition Read(HoconCursor pipeline, HoconCursor defaults)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(defaults);
        pipeline.RejectUnknownKeys("source", "views", "shards", "emit-to", "lake-keep");
        Names.CheckDashed(pipeline, "a pipeline's name");
        var settings = new DefaultedSettings(pipeline, defaults);
        var source = SourceReader.Read(pipeline.Child("source"), defaults);
        var views = pipeline.Child("views").Children;
        var read = new PipelineDefinition
        {
            Name = pipeline.Name,
            Source = source,
            Views = views.Count > 0
                ? [.. views.Select(view => ViewReader.Read(view, source))]
                : throw pipeline.Fail("views", "at least one view"),
            Shards = settings.Of("shards").GetInt("shards", 1, 4096),
            LakeKeep = settings.Of("lake-keep").GetDuration("lake-keep"),
        };
        return read with { Emit = EmitReader.Read(settings, read) };
    }

    // Two pipelines in one topic would take turns at replacing each other's rows.
    private static void CheckRowTopics(HoconCursor pipelines, IReadOnlyList<PipelineDefinition> read)
    {
        var writers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, topic) in read.SelectMany(one => one.RowTopics.Select(rows => (one.Name, rows))))
        {
            if (!writers.TryAdd(topic, name))
            {
                throw pipelines.Child(HoconPath.Join(name)).Fail(
                    "emit-to", "topics that no other pipeline emits rows to", $"'{topic}', which {writers[topic]} emits to");
            }
        }
    }
}
