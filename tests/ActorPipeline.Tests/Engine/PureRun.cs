using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Hashing;
using ActorPipeline.Intake;
using ActorPipeline.Log;
using ActorPipeline.Shards;
using ActorPipeline.TestKit.Reference;
using ActorPipeline.TestKit.Workloads;
using ActorPipeline.Views;

namespace ActorPipeline.Tests.Engine;

/// <summary>A drawn pipeline with drawn source records, and the pure parts of the engine run over them: no actors, no log, no store.</summary>
internal sealed class PureRun
{
    private const long BeginMs = 1_485_352_952_000;
    private readonly List<SourceRecord>[] _records;

    /// <summary>Draws.</summary>
    public PureRun(Random random, int events, PipelineDefinition? pipeline = null, EventTime? time = null)
    {
        Random = random;
        Hash = new TableHash(random);
        Pipeline = pipeline ?? RandomPipeline.Draw(random);
        _records = [.. Enumerable.Range(0, Pipeline.Source.Partitions).Select(_ => new List<SourceRecord>())];
        var drawn = new RandomEvents(random, Pipeline, time);
        for (var i = 0; i < events; i++)
        {
            _records[random.Next(_records.Length)].Add(drawn.Next(BeginMs + (i * 700)));
        }
    }

    /// <summary>Draws, on demand a pipeline with windows of a zone, and events of a time in which its clock is set.</summary>
    public static PureRun Draw(Random random, int events, bool isInZone, ShardOptions? options = null)
    {
        var drawn = RandomPipeline.Draw(random);
        var (pipeline, time) = isInZone ? ZonedPipeline.Draw(random, drawn, BeginMs) : (drawn, EventTime.OfClock);
        return new PureRun(random, events, pipeline, time) { Options = options ?? new ShardOptions() };
    }

    /// <summary>The source of randomness.</summary>
    public Random Random { get; }

    /// <summary>The pipeline.</summary>
    public PipelineDefinition Pipeline { get; }

    /// <summary>What tables are hashed by.</summary>
    public TableHash Hash { get; init; }

    /// <summary>Bounds of the shards' state.</summary>
    public ShardOptions Options { get; init; } = new();

    /// <summary>How many records a partition holds.</summary>
    public int CountOf(int partition) => _records[partition].Count;

    /// <summary>What the reference says.</summary>
    public ReferenceResult Reference() => new NaivePipeline(Pipeline, RandomPipeline.Takes(Pipeline), Options.ExactDistinctLimit).Compute(
        [.. _records.SelectMany((records, partition) => records.Select((record, offset) => record.ToEvent(partition, offset)))]);

    /// <summary>A run of the intake over the records of a partition from an offset on, cut into batches at random; per batch each shard's bytes.</summary>
    public List<byte[][]> Intake(int partition, int from = 0, int? to = null, int epoch = 1)
    {
        var run = NewRun(partition, new IntakePosition(0, EventClock.None), epoch);
        var batches = new List<byte[][]>();
        for (var offset = 0; offset < (to ?? CountOf(partition)); offset++)
        {
            if (offset == from && from > 0)
            {
                run = NewRun(partition, IntakePosition.Of(run.Position.NextOffset, run.Position.Metadata(epoch, 1)).Position, epoch);
            }

            var record = _records[partition][offset].ToRecord();
            run.Add(new LogRecord(offset, record.TimestampMs, record.Value, record.Headers));
            if (offset >= from && Random.Next(6) == 0)
            {
                batches.Add(End(run, run.WatermarkMs, isIdle: false));
            }
        }

        if (run.BatchRecords > 0 && run.Position.NextOffset > from)
        {
            batches.Add(End(run, run.WatermarkMs, isIdle: false));
        }

        return batches;
    }

    /// <summary>A marker that a partition says nothing more and its watermark is at a time.</summary>
    public byte[][] Marker(int partition, long watermarkMs, bool isIdle = true, int epoch = 1) =>
        End(NewRun(partition, new IntakePosition(CountOf(partition), EventClock.None), epoch), watermarkMs, isIdle);

    /// <summary>The state of a shard at the beginning.</summary>
    public ShardState NewState(int shard, TableHash? hash = null) => new(Pipeline, shard, Pipeline.Source.Partitions, Options, hash ?? Hash);

    /// <summary>Applies records.</summary>
    public void Apply(ShardState state, IEnumerable<byte[]> log, List<RowBatch> rows)
    {
        var batch = new EventBatch(Pipeline.Views);
        foreach (var record in log)
        {
            EventBatchCodec.Read(record, batch);
            state.Apply(batch, rows);
        }
    }

    /// <summary>Mixes sequences of one shard at random, each in its own order.</summary>
    public List<byte[]> Mix(params IEnumerable<IReadOnlyList<byte[]>> sequences)
    {
        var queues = sequences.Select(sequence => new Queue<byte[]>(sequence)).Where(queue => queue.Count > 0).ToList();
        var mixed = new List<byte[]>();
        while (queues.Count > 0)
        {
            var queue = queues[Random.Next(queues.Count)];
            mixed.Add(queue.Dequeue());
            queues.RemoveAll(one => one.Count == 0);
        }

        return mixed;
    }

    /// <summary>The log of every shard: each partition read once, then all windows closed.</summary>
    public List<byte[]>[] Logs(Func<int, IEnumerable<List<byte[][]>>>? runs = null)
    {
        runs ??= partition => [Intake(partition)];
        var all = Enumerable.Range(0, Pipeline.Source.Partitions).SelectMany(runs).ToList();
        var closing = Enumerable.Range(0, Pipeline.Source.Partitions).Select(partition => Marker(partition, long.MaxValue / 4)).ToList();
        return [.. Enumerable.Range(0, Pipeline.Shards).Select(shard =>
            Mix(all.Select(run => run.ConvertAll(batch => batch[shard]))).Concat(closing.Select(marker => marker[shard])).ToList())];
    }

    /// <summary>An intake over a partition's records, from its beginning.</summary>
    public IntakeState NewRun(int partition) => NewRun(partition, new IntakePosition(0, EventClock.None), epoch: 1);

    private IntakeState NewRun(int partition, IntakePosition start, int epoch) => new(Pipeline, new LineDecoder(), partition, epoch, start, new IntakeOptions(), Hash);

    /// <summary>Gives an intake the next records of its partition, as one batch.</summary>
    /// <returns>Per shard its bytes.</returns>
    public byte[][] Batch(IntakeState run, int records)
    {
        for (var end = run.Position.NextOffset + records; run.Position.NextOffset < end;)
        {
            var record = _records[run.Partition][(int)run.Position.NextOffset].ToRecord();
            run.Add(new LogRecord(run.Position.NextOffset, record.TimestampMs, record.Value, record.Headers));
        }

        return End(run, run.WatermarkMs, isIdle: false);
    }

    private byte[][] End(IntakeState run, long watermarkMs, bool isIdle)
    {
        var writers = Enumerable.Range(0, Pipeline.Shards).Select(_ => new ByteWriter()).ToList();
        run.EndBatch(watermarkMs, isIdle, writers);
        return [.. writers.Select(writer => writer.Written.ToArray())];
    }
}
