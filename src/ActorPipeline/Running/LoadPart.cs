using ActorPipeline.Log;

namespace ActorPipeline.Running;

/// <summary>A part of a bulk load.</summary>
/// <param name="FirstIndex">Index of the first event within the load, from 0.</param>
/// <param name="Records">The events; record timestamps and headers as given.</param>
public sealed record LoadPart(string LoadId, long FirstIndex, ReadOnlyMemory<NewRecord> Records);

/// <summary>How far a bulk load has come.</summary>
/// <param name="From">Where the source topic's partitions ended when the load began: keep it for resuming.</param>
/// <param name="NextIndex">The first index that may be missing; continue from here. Parts stored beyond it are recognised and stored once.</param>
public sealed record LoadProgress(string LoadId, IReadOnlyList<long> From, long NextIndex);

/// <summary>What a load's outcome is told by: what there was when it began.</summary>
/// <param name="DeadLetters">Where the topic of dead letters ended, which has one partition.</param>
/// <param name="Late">Where the topic of late events ended, which has one partition.</param>
/// <param name="CountedLate">How many late events the shards had counted; null where not all of them could be asked.</param>
public readonly record struct LoadStart(long DeadLetters, long Late, long? CountedLate);

/// <summary>What of a bulk load was taken in and not applied.</summary>
/// <param name="Late">Events behind the allowed lateness of every window. Those that only a shard found late, since a flush or an idle partition had closed
/// their windows, cannot be told by load: all that came while it ran are among them.</param>
/// <param name="DeadLetters">Dead letters by the code of their reason.</param>
public sealed record LoadOutcome(long Late, IReadOnlyDictionary<string, long> DeadLetters);

/// <summary>This node does not know a load: it has restarted since.</summary>
public sealed class UnknownLoadException(string loadId) : Exception($"load {loadId} is not known here: resume it first");
