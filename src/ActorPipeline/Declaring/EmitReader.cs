using ActorPipeline.Definitions;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Reading;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Declaring;

/// <summary>Reads a pipeline's <c>emit-to</c>: a list of places, or an object that also says how topics are named and written.</summary>
internal static class EmitReader
{
    private const string Setting = "emit-to";
    private const string Store = "store";
    private const string Topic = "topic";
    private const string Expected = "store, topic or both, each once";

    private static readonly string[] TopicSettings = ["format", "topics", "topic-prefix"];

    private enum Layout
    {
        One,
        PerView,
    }

    /// <param name="pipeline">What has been read of the pipeline otherwise.</param>
    /// <exception cref="ConfigurationException">Rows cannot go there.</exception>
    public static EmitDefinition Read(DefaultedSettings settings, PipelineDefinition pipeline)
    {
        var given = settings.Of(Setting);
        if (given.OptionalValue(Setting) is not HoconObject)
        {
            return Of(ReadPlaces(given, Setting), new RowTopics(RowTextFormat.Json, AreShared: true));
        }

        var emit = given.Child(Setting);
        emit.RejectUnknownKeys(["to", .. TopicSettings]);
        var places = ReadPlaces(emit, "to");
        var read = Of(places, ReadTopics(emit, places, pipeline));
        foreach (var topic in (pipeline with { Emit = read }).RowTopics)
        {
            CheckName(emit, topic, pipeline);
        }

        return read;
    }

    private static EmitDefinition Of(IReadOnlyList<string> places, RowTopics topics) =>
        new() { ToStore = places.Contains(Store), Topics = places.Contains(Topic) ? topics : null };

    private static IReadOnlyList<string> ReadPlaces(HoconCursor given, string setting)
    {
        var places = given.GetStringList(setting);
        foreach (var place in places.Where(place => place is not (Store or Topic)))
        {
            throw given.Fail(setting, Names.OneOf("places out of", place, [Store, Topic]), $"'{place}'");
        }

        return places.Count > 0 && places.Distinct().Count() == places.Count ? places : throw given.Fail(setting, Expected, $"[{string.Join(", ", places)}]");
    }

    private static RowTopics ReadTopics(HoconCursor emit, IReadOnlyList<string> places, PipelineDefinition pipeline)
    {
        foreach (var setting in TopicSettings.Where(setting => emit.Has(setting) && !places.Contains(Topic)))
        {
            throw emit.Fail(setting, $"no {setting}: rows do not go to a topic, since to does not name topic");
        }

        var format = emit.OptionalEnum<RowTextFormat>("format") ?? RowTextFormat.Json;
        var areShared = (emit.OptionalEnum<Layout>("topics") ?? Layout.One) == Layout.One;
        return areShared && emit.Has("topic-prefix")
            ? throw emit.Fail("topic-prefix", $"no topic-prefix: it begins the names of topics = per-view; the one topic is {pipeline.RowTopic}")
            : new RowTopics(format, areShared, emit.OptionalString("topic-prefix"));
    }

    private static void CheckName(HoconCursor emit, string topic, PipelineDefinition pipeline)
    {
        if (!Names.IsTopic(topic))
        {
            throw emit.Fail("topic-prefix", $"the beginning of {Names.TopicRule}", $"'{topic}'");
        }

        if (topic == pipeline.Source.Topic || topic == pipeline.ShardTopic || topic == pipeline.DeadLetterTopic || topic == pipeline.LateTopic)
        {
            throw emit.Fail("topic-prefix", "topics that the pipeline does not use otherwise", $"'{topic}'");
        }
    }
}
