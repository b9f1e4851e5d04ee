namespace ActorPipeline.Kafka.Topics;

/// <summary>A topic as Kafka knows it.</summary>
/// <param name="Id">Kafka's id of it: another one when a topic of the same name is created again.</param>
internal sealed record TopicState(string Name, string Id, int Partitions);
