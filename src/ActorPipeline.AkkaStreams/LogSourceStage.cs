using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorPipeline.AkkaStreams;

/// <summary>Emits the batches of one or more partitions.</summary>
internal sealed class LogSourceStage(Func<PartitionFetcher[]> newFetchers) : GraphStageWithMaterializedValue<SourceShape<PartitionBatch>, LogControl>
{
    public override SourceShape<PartitionBatch> Shape { get; } = new(new Outlet<PartitionBatch>("LogSource.out"));
    protected override Attributes InitialAttributes { get; } = Attributes.CreateName("LogSource");

    public override ILogicAndMaterializedValue<LogControl> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var control = new LogControl();
        return new LogicAndMaterializedValue<LogControl>(new LogSourceLogic(Shape, newFetchers(), control), control);
    }
}
