using System.Text.Json;
using Confluent.Kafka;

namespace ActorPipeline.Integration.Cluster;

/// <summary>What is written down while a cluster runs.</summary>
/// <param name="Truth">What its rows must be.</param>
/// <param name="History">What its rows were.</param>
/// <param name="Fresh">When they came again after a fault.</param>
internal sealed record ClusterRecords(Truth Truth, RowHistory History, FreshRows Fresh)
{
    /// <summary>Takes a record of the topic of emitted rows.</summary>
    public void Emitted(ConsumeResult<byte[], byte[]> record)
    {
        var row = JsonElement.Parse(record.Message.Value);
        History.Emitted(row);
        var windowMs = row.GetProperty("window").GetProperty("start").GetDateTimeOffset().ToUnixTimeMilliseconds();
        Fresh.Emitted(record.Partition.Value, windowMs, record.Message.Timestamp.UnixTimestampMs);
    }
}
