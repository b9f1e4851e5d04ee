namespace ActorPipeline.Definitions;

/// <summary>A pipeline as declared in HOCON: one source of events and the views kept of it. Immutable.</summary>
public sealed record PipelineDefinition
{
    /// <summary>The pipeline's name: lower-case letters, digits and dashes.</summary>
    public required string Name { get; init; }

    /// <summary>Where events come from and how one is read.</summary>
    public required SourceDefinition Source { get; init; }

    /// <summary>The views in the order they are declared. An event is counted as applied in the first view that takes it.</summary>
    public required IReadOnlyList<ViewDefinition> Views { get; init; }

    /// <summary>How many shards the pipeline's keys are spread over; fixed for the life of its shard log.</summary>
    public required int Shards { get; init; }

    /// <summary>Begins the names of the topics and groups the pipeline makes for itself.</summary>
    public string TopicPrefix { get; init; } = "ap.";

    /// <summary>How long the event lake keeps events, by their time; zero for ever.</summary>
    public TimeSpan LakeKeep { get; init; }

    /// <summary>Where closed rows go.</summary>
    public EmitDefinition Emit { get; init; } = EmitDefinition.StoreOnly;

    /// <summary>Name of the shard log topic.</summary>
    public string ShardTopic => $"{TopicPrefix}{Name}.shards";

    /// <summary>Name of the topic that keeps events that could not be decoded.</summary>
    public string DeadLetterTopic => $"{TopicPrefix}{Name}.dead-letters";

    /// <summary>Name of the topic that keeps events that came after the allowed lateness.</summary>
    public string LateTopic => $"{TopicPrefix}{Name}.late";

    /// <summary>Name of the topic that closed rows of all views go to, where <see cref="Emit"/> names no others.</summary>
    public string RowTopic => $"{TopicPrefix}{Name}.rows";

    /// <summary>The group whose commits say how far the intake has come.</summary>
    public string IntakeGroup => $"{TopicPrefix}{Name}.intake";

    /// <summary>The group whose commits say how far the checkpoints of the shards have come.</summary>
    public string ShardGroup => $"{TopicPrefix}{Name}.shards";

    /// <summary>Names of the topics that closed rows go to, each once; none where <see cref="Emit"/> names no topic.</summary>
    public IEnumerable<string> RowTopics => Emit.Topics is null ? [] : Views.Select(RowTopicOf).Distinct();

    /// <summary>Name of the topic that closed rows of a view go to, where <see cref="Emit"/> names topics.</summary>
    public string RowTopicOf(ViewDefinition view) => Emit.Topics is { AreShared: false } topics ? $"{topics.Prefix ?? $"{RowTopic}."}{view.Name}" : RowTopic;

    /// <summary>The view of a name, or null.</summary>
    public ViewDefinition? FindView(string name) => Views.FirstOrDefault(view => view.Name == name);
}
