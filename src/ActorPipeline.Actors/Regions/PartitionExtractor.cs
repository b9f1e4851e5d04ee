using System.Globalization;
using ActorPipeline.Actors.Messages;
using ActorPipeline.Batches;
using ActorPipeline.Hashing;
using ActorPipeline.Intake;
using Akka.Cluster.Sharding;

namespace ActorPipeline.Actors.Regions;

/// <summary>Finds the entity that a message is for: by its number, or by the hash of the key that it names. The shard id is the entity's number,
/// so that statistics of the region are a map of who serves what.</summary>
internal sealed class PartitionExtractor(int partitions) : IMessageExtractor
{
    public string? EntityId(object message) => message switch
    {
        PartitionEnvelope { Partition: var number } when number >= 0 && number < partitions => number.ToString(CultureInfo.InvariantCulture),
        KeyEnvelope { Key: var key } => IntakeState.ShardOf(Murmur3.Hash64(TupleCodec.Encode(key)), partitions).ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    public object? EntityMessage(object message) => message;

    public string? ShardId(object message) => EntityId(message);

    public string ShardId(string entityId, object? messageHint = null) => entityId;
}
