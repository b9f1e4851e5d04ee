using ActorPipeline.Log;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorPipeline.AkkaStreams;

/// <summary>Gathers offsets, commits them, and emits what was committed.</summary>
internal sealed class CommitterStage(IEventLog log, CommitterSettings settings) : GraphStage<FlowShape<CommittableOffset, CommittableOffsetBatch>>
{
    public override FlowShape<CommittableOffset, CommittableOffsetBatch> Shape { get; } =
        new(new Inlet<CommittableOffset>("Committer.in"), new Outlet<CommittableOffsetBatch>("Committer.out"));

    protected override Attributes InitialAttributes { get; } = Attributes.CreateName("Committer");

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new CommitterLogic(Shape, log, settings);
}
