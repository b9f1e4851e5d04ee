using ActorPipeline.EventLake;
using ActorPipeline.TestKit.Conformance;
using ActorPipeline.TestKit.Lake;

namespace ActorPipeline.Tests.TestKit;

public class InMemoryLakeConformance : LakeConformance
{
    private readonly InMemoryLake _lake = new();

    protected override IEventLake Lake => _lake;

    protected override IReadOnlyList<LakeEvent> Read() => _lake.EventsOf(Pipeline.Name);
}
