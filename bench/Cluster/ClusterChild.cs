using ActorPipeline.Bench.Pipeline;
using ActorPipeline.Declaring;
using ActorPipeline.Decoding;
using ActorPipeline.Definitions;
using ActorPipeline.Embedded;
using ActorPipeline.Embedded.Store;
using ActorPipeline.Events;
using ActorPipeline.Kafka;
using ActorPipeline.Kafka.Settings;
using ActorPipeline.Log;
using ActorPipeline.Running;
using ActorPipeline.Serving;
using ActorPipeline.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Bench.Cluster;

/// <summary>The processes of their own that the benchmark on Kafka starts of this program.</summary>
internal static class ClusterChild
{
    public const string Consume = "--cluster-consume";
    public const string Pipeline = "--cluster-pipeline";

    private const int Partitions = 8;
    private const int ReadBytes = 1 << 20;

    /// <summary>Reads a topic to its end with the product's reader, and decodes each event or does nothing with it.</summary>
    public static async Task ConsumeAsync(string address, string topic, bool decodes)
    {
        await using var log = OpenLog(address);
        var counts = await Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition => ConsumeAsync(log, new TopicPartition(topic, partition), decodes)));
        Console.WriteLine(ProcessMeter.Report(decodes ? "own-decode" : "own-poll", counts.Sum(), 0));
    }

    /// <summary>Runs the pipeline over a topic until all its rows are durable: one node, log and rows on Kafka, snapshots in the embedded store.</summary>
    public static async Task RunPipelineAsync(string address, string topic, string name, string folder)
    {
        var pipeline = Definition(topic, name);
        var clocks = new StageClocks();
        using var data = DataFolder.Open(folder);
        await using var stored = new DuckDbViewStore(data, new DuckDbStoreOptions(), TimeProvider.System, NullLogger<DuckDbViewStore>.Instance);
        var store = new StageStore(EngineStores.Of(stored), clocks);
        await using var log = new StageLog(OpenLog(address), pipeline, clocks);
        var turns = new StageTurns(clocks.Other);
        var host = EngineHost.OnThreadPool(TimeProvider.System, NullLoggerFactory.Instance) with { NewScheduler = () => new ConcurrentExclusiveSchedulerPair(turns, 1, maxItemsPerTask: 1).ExclusiveScheduler };
        await RunAsync(pipeline, log, EngineStores.Of(store), host, applied =>
        {
            var line = ProcessMeter.Report("actorpipeline", applied, log.Rows);
            Console.WriteLine($"stages: {Stages.Describe(clocks)}");
            Console.WriteLine(line);
        });
    }

    /// <summary>Runs a pipeline on one node until all its rows are durable.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="log">Where its topic and shard log are.</param>
    /// <param name="stores">Where its snapshots, and perhaps rows, go.</param>
    /// <param name="host">Runs it.</param>
    /// <param name="report">Told how many events were applied before anything is closed.</param>
    public static async Task RunAsync(PipelineDefinition pipeline, IEventLog log, EngineStores stores, EngineHost host, Action<long> report)
    {
        var parts = new PipelineParts(pipeline, PipelineFingerprint.Of(pipeline), () => new FirstDecoder(EventDecoder.Create(pipeline.Source)));
        await using var engine = await LocalEngine.StartAsync(parts, log, stores, host, new EngineOptions());
        await engine.Runtime.WaitAppliedAsync(flush: false, CancellationToken.None);
        report((await engine.Runtime.StatusAsync(CancellationToken.None)).Applied);
    }

    private static async Task<long> ConsumeAsync(KafkaEventLog log, TopicPartition partition, bool decodes)
    {
        var range = await log.RangeAsync(partition, CancellationToken.None);
        await using var reader = await log.OpenReaderAsync(partition, range.Start, CancellationToken.None);
        var decoder = EventDecoder.Create(Csc8101.Definition().Source);
        var decoded = new DecodedEvent(Csc8101.Definition().Source.Fields.Count);
        var next = range.Start;
        while (next < range.End)
        {
            var batch = await reader.ReadAsync(ReadBytes, CancellationToken.None);
            ProcessMeter.First();
            for (var i = 0; decodes && i < batch.Count; i++)
            {
                ref readonly var record = ref batch[i];
                if (decoder.Decode(record.Value.Span, record.TimestampMs, record.Headers, decoded).IsError)
                {
                    throw new InvalidOperationException($"offset {record.Offset} of {partition} cannot be decoded");
                }
            }

            next = batch.Next;
        }

        return range.End - range.Start;
    }

    /// <summary>The log on a broker.</summary>
    public static KafkaEventLog OpenLog(string address) =>
        new(new KafkaLogOptions { BootstrapServers = address }, TimeProvider.System, NullLogger<KafkaEventLog>.Instance);

    /// <summary>The pipeline, with fields in the order in which the checker expects the columns, and rows to topics.</summary>
    public static PipelineDefinition Definition(string topic, string name)
    {
        var shipped = Csc8101.Definition(Partitions);
        return shipped with
        {
            Name = name,
            Source = shipped.Source with { Topic = topic, Fields = [new("topic", "url.topic"), new("page", "url.page"), new("client", "client_id")] },
            Views =
            [
                shipped.Views[0] with { KeyFields = [0, 1], Columns = [new("visits", ColumnKind.Count, -1), new("visitors", ColumnKind.Distinct, 2)] },
                shipped.Views[1] with { KeyFields = [2], ByFields = [0, 1] },
            ],
            Emit = new EmitDefinition
            {
                ToStore = false,
                Topics = new RowTopics(RowTextFormat.Delimited, AreShared: false, Prefix: $"{name}-"),
            },
        };
    }

    // Tells the meter of the first record.
    private sealed class FirstDecoder(IEventDecoder decoder) : IEventDecoder
    {
        public DecodeError Decode(ReadOnlySpan<byte> record, long timestampMs, RecordHeaders headers, DecodedEvent decoded)
        {
            ProcessMeter.First();
            return decoder.Decode(record, timestampMs, headers, decoded);
        }
    }
}
