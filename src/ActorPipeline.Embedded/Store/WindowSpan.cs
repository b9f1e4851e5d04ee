namespace ActorPipeline.Embedded.Store;

/// <summary>Windows by their starts, from the first to the last, both included.</summary>
internal readonly record struct WindowSpan(long FirstMs, long LastMs)
{
    internal bool IsEmpty => FirstMs > LastMs;
}
