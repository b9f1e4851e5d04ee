using ActorPipeline.Log;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorPipeline.Actors.Streams;

/// <summary>Emits the batches of one or more partitions.</summary>
internal sealed class LogSourceStage(IEventLog log, IReadOnlyList<LogSubscription> subscriptions, LogSourceSettings settings)
    : GraphStageWithMaterializedValue<SourceShape<PartitionBatch>, ILogControl>
{
    public override SourceShape<PartitionBatch> Shape { get; } = new(new Outlet<PartitionBatch>("LogSource.out"));

    protected override Attributes InitialAttributes { get; } = Attributes.CreateName("LogSource");

    public override ILogicAndMaterializedValue<ILogControl> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var control = new LogControl();
        var fetchers = subscriptions.Select(subscription => new PartitionFetcher(log, subscription, settings.MaxBatchBytes));
        return new LogicAndMaterializedValue<ILogControl>(new LogSourceLogic(Shape, [.. fetchers], control, settings.Logger), control);
    }
}
