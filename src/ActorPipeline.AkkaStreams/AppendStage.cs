using ActorPipeline.Log;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorPipeline.AkkaStreams;

/// <summary>Appends envelopes and emits those that are durable.</summary>
internal sealed class AppendStage<T>(IEventLog log, string topic, int maxInFlight) : GraphStage<FlowShape<LogEnvelope<T>, LogAppended<T>>>
{
    public override FlowShape<LogEnvelope<T>, LogAppended<T>> Shape { get; } =
        new(new Inlet<LogEnvelope<T>>("LogSink.in"), new Outlet<LogAppended<T>>("LogSink.out"));

    protected override Attributes InitialAttributes { get; } = Attributes.CreateName("LogSink");

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new AppendLogic<T>(Shape, log, topic, maxInFlight);
}
