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

/// <summary>Offsets in the topics of a pipeline's dead letters and late events, which have one partition each.</summary>
public readonly record struct SideOffsets(long DeadLetters, long Late);

/// <summary>What of a bulk load was taken in and not applied.</summary>
/// <param name="Late">Events behind the allowed lateness of every window.</param>
/// <param name="DeadLetters">Dead letters by the code of their reason.</param>
public sealed record LoadOutcome(long Late, IReadOnlyDictionary<string, long> DeadLetters);

/// <summary>This node does not know a load: it has restarted since.</summary>
public sealed class UnknownLoadException(string loadId) : Exception($"load {loadId} is not known here: resume it first");
