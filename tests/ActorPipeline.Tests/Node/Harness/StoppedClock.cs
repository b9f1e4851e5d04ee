namespace ActorPipeline.Tests.Node.Harness;

/// <summary>The system's timers, at a time of day that stands still.</summary>
internal sealed class StoppedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
