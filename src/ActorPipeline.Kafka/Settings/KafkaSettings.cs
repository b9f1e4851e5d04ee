using System.Globalization;
using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Settings;

/// <summary>librdkafka's settings (its CONFIGURATION.md) for each kind of client.</summary>
internal static class KafkaSettings
{
    internal const int RecordOverhead = 1024;

    private const string NoGroups = "says nothing here: readers join no group, the cluster of nodes decides who reads what";

    // Another value of any of these breaks a promise of IEventLog, or is said by an option of ours.
    private static readonly Dictionary<string, string> Reserved = new()
    {
        ["bootstrap.servers"] = "is set by the brokers to begin with",
        ["metadata.broker.list"] = "is set by the brokers to begin with",
        ["client.id"] = "is set by the client's name",
        ["group.id"] = "is set for every group",
        ["group.instance.id"] = NoGroups,
        ["group.protocol"] = NoGroups,
        ["partition.assignment.strategy"] = NoGroups,
        ["session.timeout.ms"] = "is how long a commit waits for its coordinator",
        ["enable.idempotence"] = "must be true: without it records are lost, doubled or out of order",
        ["enable.gapless.guarantee"] = "must be true: without it a record may be missing between others",
        ["acks"] = "must be all: with less, acknowledged records can be lost",
        ["request.required.acks"] = "must be all: with less, acknowledged records can be lost",
        ["message.timeout.ms"] = "must be 0: a record given up alone leaves a hole; the delivery timeout breaks the whole writer",
        ["delivery.timeout.ms"] = "must be 0: a record given up alone leaves a hole; the delivery timeout breaks the whole writer",
        ["transactional.id"] = "must be empty: writers do not use transactions",
        ["auto.offset.reset"] = "must be error: readers go on where they were told to or not at all",
        ["enable.auto.commit"] = "must be false: offsets are committed by whoever has stored the result",
        ["enable.partition.eof"] = "must be true: readers learn by it that what is left holds no record",
        ["allow.auto.create.topics"] = "must be false: topics are created with the wanted number of partitions",
        ["message.max.bytes"] = "is set by the largest record",
        ["enabled_events"] = "is the client's own",
    };

    internal static string? WhyRefused(string property) => Reserved.GetValueOrDefault(property);

    /// <exception cref="EventLogException">A setting is the log's own.</exception>
    internal static void Check(KafkaLogOptions options)
    {
        foreach (var name in options.Properties.Keys)
        {
            if (WhyRefused(name) is { } reason)
            {
                throw new EventLogException($"kafka.properties: {name} cannot be set: it {reason}");
            }
        }
    }

    /// <summary>Settings of a client that administers topics.</summary>
    /// <remarks>Such requests go to the controller and to leaders as the client last heard of them: where a broker has died, the client hears of its
    /// successor only by asking again, by default every five minutes, and goes on believing what it heard for fifteen.</remarks>
    internal static Dictionary<string, string> Admin(KafkaLogOptions options) => With(options, new()
    {
        ["topic.metadata.refresh.interval.ms"] = "1000",
        ["metadata.max.age.ms"] = "1000",
    });

    /// <summary>Settings of a client that asks for and commits a group's offsets, and never joins it.</summary>
    internal static Dictionary<string, string> Offsets(KafkaLogOptions options, string group) => With(options, new()
    {
        ["group.id"] = group,
        ["enable.auto.commit"] = "false",

        // A commit waits so long for a coordinator.
        ["session.timeout.ms"] = "3000",
        ["heartbeat.interval.ms"] = "1000",
    });

    /// <summary>Settings of a client that writes one topic.</summary>
    internal static Dictionary<string, string> Producer(KafkaLogOptions options) => With(options, new()
    {
        ["enable.idempotence"] = "true",
        ["enable.gapless.guarantee"] = "true",
        ["acks"] = "all",
        ["message.timeout.ms"] = "0",
        ["message.max.bytes"] = Number((long)options.MaxRecordBytes + RecordOverhead),
        ["compression.type"] = "lz4",

        // Appends are batches already, or come many at a time; waiting longer only delays their answer.
        ["linger.ms"] = "1",

        // The writer bounds its bytes itself, in the order of calls.
        ["queue.buffering.max.messages"] = "0",
        ["queue.buffering.max.kbytes"] = "2147483647",
    });

    /// <summary>Settings of a client that reads partitions, each into a queue of its own.</summary>
    internal static Dictionary<string, string> Consumer(KafkaLogOptions options)
    {
        // One partition's part of an answer; the brokers send a larger record all the same.
        const int PartitionBytes = 1 << 20;
        const int AnswerBytes = 50 << 20;
        return With(options, new()
        {
            ["enable.auto.commit"] = "false",
            ["enable.auto.offset.store"] = "false",
            ["auto.offset.reset"] = "error",
            ["isolation.level"] = "read_committed",

            // The mark of a transaction takes an offset, and nothing else tells that it was passed.
            ["enable.partition.eof"] = "true",

            // The shard log is the truth: a byte that was turned over on its way is refused, not counted.
            ["check.crcs"] = "true",
            ["queued.min.messages"] = "10000000",
            ["queued.max.messages.kbytes"] = Number(Math.Max(1, options.ReadBufferBytes >> 10)),
            ["fetch.message.max.bytes"] = Number(PartitionBytes),
            ["fetch.max.bytes"] = Number(AnswerBytes),
            ["receive.message.max.bytes"] = Number((long)AnswerBytes + options.MaxRecordBytes + (1 << 20)),

            // A partition whose queue had been full is asked for again in the next request: soon, and not behind a long wait for others' records.
            ["fetch.queue.backoff.ms"] = "2",
            ["fetch.wait.max.ms"] = "50",
        });
    }

    private static Dictionary<string, string> With(KafkaLogOptions options, Dictionary<string, string> own)
    {
        own["bootstrap.servers"] = options.BootstrapServers;
        own["client.id"] = options.ClientId;
        own["allow.auto.create.topics"] = "false";
        own["reconnect.backoff.ms"] = "50";
        own["reconnect.backoff.max.ms"] = "2000";
        own["socket.keepalive.enable"] = "true";
        foreach (var (name, value) in options.Properties)
        {
            own[name] = value;
        }

        return own;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
