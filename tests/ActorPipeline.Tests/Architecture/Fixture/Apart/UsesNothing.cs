namespace ActorPipeline.Tests.Architecture.Fixture.Apart;

internal sealed class UsesNothing
{
    public int Count { get; } = 1;
}
