using ActorPipeline.Integration.Servers;
using ActorPipeline.Log;
using ActorPipeline.TestKit.Conformance;

namespace ActorPipeline.Integration.Kafka;

/// <summary>The event log of a cluster keeps what every event log promises.</summary>
public sealed class KafkaEventLogConformance(SharedServers servers) : EventLogConformance
{
    /// <inheritdoc/>
    protected override async ValueTask<IEventLog> OpenAsync() => KafkaLogs.Open((await servers.KafkaOrSkipAsync(Ended)).BootstrapServers);
}
