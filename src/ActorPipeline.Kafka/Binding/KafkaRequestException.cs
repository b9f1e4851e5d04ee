namespace ActorPipeline.Kafka.Binding;

/// <summary>A request to a broker failed, or was not answered in time.</summary>
/// <param name="text">What the broker or the client says of it; null for what the code means.</param>
internal sealed class KafkaRequestException(ErrorCode code, string? text = null) : Exception(text ?? KafkaHandle.TextOf(code))
{
    internal ErrorCode Code => code;
}
