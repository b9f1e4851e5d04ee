using System.Text;
using ActorPipeline.Kafka;
using ActorPipeline.Kafka.Settings;
using ActorPipeline.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Integration.Kafka;

/// <summary>What tests of the event log on Kafka need again and again.</summary>
internal static class KafkaLogs
{
    private const int Plenty = 1 << 20;

    /// <summary>Opens a log.</summary>
    internal static KafkaEventLog Open(string servers) => Open(new KafkaLogOptions { BootstrapServers = servers });

    /// <summary>Opens a log.</summary>
    internal static KafkaEventLog Open(KafkaLogOptions options) => new(options, TimeProvider.System, NullLogger<KafkaEventLog>.Instance);

    /// <summary>A name that no other test uses.</summary>
    internal static string NewTopic() => $"test-{Guid.NewGuid():N}";

    /// <summary>A record whose value is a text.</summary>
    internal static NewRecord[] Text(string text) => [new NewRecord(Encoding.UTF8.GetBytes(text), 1)];

    /// <summary>Reads so many values as texts.</summary>
    internal static async Task<List<string>> ReadTextsAsync(IEventLog log, TopicPartition partition, long from, int count, CancellationToken cancellationToken)
    {
        await using var reader = await log.OpenReaderAsync(partition, from, cancellationToken);
        var texts = new List<string>();
        while (texts.Count < count)
        {
            var batch = await reader.ReadAsync(Plenty, cancellationToken);
            for (var i = 0; i < batch.Count; i++)
            {
                texts.Add(Encoding.UTF8.GetString(batch[i].Value.Span));
            }
        }

        return texts;
    }
}
