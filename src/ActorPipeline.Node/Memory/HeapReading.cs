namespace ActorPipeline.Node.Memory;

/// <summary>What is known of the managed heap, in bytes, without a collection for the sake of knowing.</summary>
/// <param name="Committed">What it holds of the machine's memory, free parts included.</param>
/// <param name="Live">What was in use when it was last collected as a whole.</param>
/// <param name="Collections">How often it was collected as a whole.</param>
/// <param name="Allocated">All that was ever allocated on it.</param>
internal readonly record struct HeapReading(long Committed, long Live, int Collections, long Allocated);
