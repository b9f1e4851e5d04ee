using System.Diagnostics.Metrics;

namespace ActorPipeline.Actors.Telemetry;

/// <summary>What is measured of actors. Safe to use from any thread.</summary>
public static class ActorInstruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "ActorPipeline.Actors";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> DeadLetters =
        Meter.CreateCounter<long>("actorpipeline.actors.dead_letters", "{message}", "Messages to actors that are not there any more");

    private static readonly Counter<long> RefusedMessages =
        Meter.CreateCounter<long>("actorpipeline.actors.refused_messages", "{message}", "Messages of other nodes that are damaged or of an unknown version");

    private static readonly Counter<long> Restarts =
        Meter.CreateCounter<long>("actorpipeline.actors.restarts", "{restart}", "Actors of partitions that failed at a message and were started again");

    internal static void DeadLetter(Type message) => DeadLetters.Add(1, new KeyValuePair<string, object?>("message", message.Name));

    internal static void Restarted(Type actor) => Restarts.Add(1, new KeyValuePair<string, object?>("actor", actor.Name));

    internal static void RefusedMessage() => RefusedMessages.Add(1);
}
