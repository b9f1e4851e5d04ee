using ActorPipeline.Asking;

namespace ActorPipeline.Running;

/// <summary>A partition is not served on this node at the moment: ask elsewhere, or here again later.</summary>
public sealed class NotHereException(PlacedPartition partition) : Exception($"{partition} is not served on this node");
