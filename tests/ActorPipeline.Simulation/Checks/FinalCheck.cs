using System.Globalization;
using System.Text;
using ActorPipeline.Batches;
using ActorPipeline.Checkpoints;
using ActorPipeline.EventLake;
using ActorPipeline.Hashing;
using ActorPipeline.Intake;
using ActorPipeline.Jobs;
using ActorPipeline.Log;
using ActorPipeline.Status;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Lake;
using ActorPipeline.TestKit.Reference;

namespace ActorPipeline.Simulation.Checks;

/// <summary>What must hold when faults have stopped and everything has been applied.</summary>
/// <param name="world">The world.</param>
internal sealed class FinalCheck(World world)
{
    private readonly Scenario _scenario = world.Scenario;
    private readonly IReadOnlyList<ShardLogWalk> _walks = world.Walks;

    /// <summary>Checks rows, counters and side topics.</summary>
    public void Check(PipelineStatus status, IReadOnlyList<ShardStatus> shards)
    {
        var reference = Reference();
        var rows = _scenario.Pipeline.Views.SelectMany(view => world.Store.RowsOf(_scenario.Pipeline.Name, view.Name));
        Expect(RowComparison.FirstDifference(reference.Rows, _scenario.Pipeline.Emit.ToStore ? rows : world.Emitted.Rows()));
        Expect(_scenario.Pipeline.Emit.ToStore ? world.Emitted.FirstDifference(rows) : null);
        CheckCounters(status, reference.Counters);
        CheckLake(reference.DeadLetters);
        CheckJobs();
        CheckBatchViews(reference.DeadLetters);
        CheckSideTopic(_scenario.Pipeline.DeadLetterTopic, reference.DeadLetters);
        CheckSideTopic(_scenario.Pipeline.LateTopic, reference.TooLate);
        foreach (var shard in shards.Where(shard => shard.WatermarkMs != _walks[shard.Shard].WatermarkMs))
        {
            world.Fail($"shard {shard.Shard} has watermark {shard.WatermarkMs}, its log says {_walks[shard.Shard].WatermarkMs}");
        }
    }

    /// <summary>Checks that the lake has come to the end of the source: whoever waited for it was told so.</summary>
    public void CheckLakeReachesTheEnd()
    {
        foreach (var partition in world.Events.GroupBy(one => one.Partition))
        {
            var pointer = world.Store.PointerOf(LakeCommit.PlaceOf(_scenario.Pipeline.Name, partition.Key));
            var committed = pointer.Current.IsEmpty ? 0 : LakeCommitText.Read(pointer.Current).Span.To;
            if (committed <= partition.Max(one => one.Offset))
            {
                world.Fail($"the lake was said to hold partition {partition.Key} to its end, and holds what is below {committed}");
            }
        }
    }

    /// <summary>Checks that no chunk is left of earlier owners that no checkpoint names. What a checkpoint replaces is dropped a moment after it is made.</summary>
    public async Task CheckOrphansAsync()
    {
        var shards = Enumerable.Range(0, _scenario.Pipeline.Shards).Select(shard => new ShardId(_scenario.Pipeline.Name, shard)).ToList();
        for (var moments = 100; moments > 0 && shards.Exists(shard => OrphansOf(shard).Count > 0); moments--)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), world.Clock);
        }

        foreach (var shard in shards.Where(shard => OrphansOf(shard).Count > 0))
        {
            world.Fail($"chunks {string.Join(' ', OrphansOf(shard))} of {shard} are named by no checkpoint");
        }

        for (var partition = 0; partition < _scenario.Pipeline.Source.Partitions; partition++)
        {
            CheckNothingLiesAside(partition);
        }
    }

    private void CheckNothingLiesAside(int partition)
    {
        var pointer = world.Store.PointerOf(LakeCommit.PlaceOf(_scenario.Pipeline.Name, partition));
        if (world.Lake.AsideOf(_scenario.Pipeline.Name, partition).FirstOrDefault(epoch => epoch < pointer.Epoch, -1) is >= 0 and var epoch)
        {
            world.Fail($"files of partition {partition} that epoch {epoch} wrote aside are in the lake's way");
        }
    }

    private List<ChunkId> OrphansOf(ShardId shard)
    {
        var pointer = world.Store.PointerOf(shard);
        var named = new[] { pointer.Current, pointer.Previous }.Where(manifest => !manifest.IsEmpty).SelectMany(manifest => ManifestCodec.Read(manifest.Span).Chunks);
        return [.. world.Store.ChunksOf(shard).Where(chunk => chunk.Epoch < pointer.Epoch).Except(named)];
    }

    // Without idleness the truth is in the source alone; with it, what a shard had closed by then is read from its log.
    private ReferenceResult Reference() => new NaivePipeline(
        _scenario.Pipeline, TestKit.Workloads.RandomPipeline.Takes(_scenario.Pipeline), _scenario.Options.Shards.ExactDistinctLimit)
    {
        ShardWatermark = question => _scenario.HasIdleness
            ? _walks[IntakeState.ShardOf(Murmur3.Hash64(TupleCodec.Encode(question.Key)), _scenario.Pipeline.Shards)].WatermarkAt(question.Partition, question.Offset)
            : long.MinValue,
    }.Compute(world.Events);

    private void CheckCounters(PipelineStatus status, ReferenceCounters expected)
    {
        var found = new ReferenceCounters(status.Applied, status.Late, status.DeadLetter, status.Filtered);
        if (found != expected)
        {
            world.Fail($"expected {expected}, found {found}");
        }

        if (status.Accepted != status.Applied + status.Late + status.DeadLetter + status.Duplicate || status.Accepted - status.Duplicate != world.Events.Count)
        {
            world.Fail($"counters do not add up to {world.Events.Count} events: {status}");
        }
    }

    // A job was asked for after everything else, and waited for: it has run, and whatever ran before has ended.
    private void CheckJobs()
    {
        var ledger = JobLedgerText.Read(world.Store.PointerOf(JobLedger.PlaceOf(_scenario.Pipeline.Name)).Current);
        if (!ledger.Runs.Exists(run => run is { Ask: not null, Outcome: JobOutcome.Succeeded }))
        {
            world.Fail($"the job that was asked for has not run: {ledger.Runs.LastOrDefault()}");
        }

        if (ledger.Runs.Zip(ledger.Runs.Skip(1)).FirstOrDefault(pair => pair.First.EndMs is null || pair.Second.StartMs < pair.First.EndMs) is { First: not null } overlap)
        {
            world.Fail($"{overlap.Second} began before {overlap.First} had ended");
        }
    }

    // Every event counts there, however late it came.
    private void CheckBatchViews(IReadOnlySet<(int Partition, long Offset)> deadLetters)
    {
        var ledger = JobLedgerText.Read(world.Store.PointerOf(JobLedger.PlaceOf(_scenario.Pipeline.Name)).Current);
        var events = world.Events.Where(one => !deadLetters.Contains((one.Partition, one.Offset))).ToList();
        var expected = new NaivePipeline(_scenario.Pipeline, TestKit.Workloads.RandomPipeline.Takes(_scenario.Pipeline)).AllRows(events);
        var found = ledger.Catalogue is { } name ? world.Views.RowsOf(name) : [];
        Expect(Lines(found).SequenceEqual(Lines(expected))
            ? null
            : $"batch views lack {string.Join(", ", Lines(expected).Except(Lines(found)).Take(3))}, and should not have {string.Join(", ", Lines(found).Except(Lines(expected)).Take(3))}");
    }

    private static IEnumerable<string> Lines(IEnumerable<ReferenceRow> rows) => rows.Select(row => row.ToString()).Order(StringComparer.Ordinal);

    private void CheckLake(IReadOnlySet<(int Partition, long Offset)> deadLetters)
    {
        var expected = world.Events.Where(one => !deadLetters.Contains((one.Partition, one.Offset))).Select(TextOf).ToList();
        var found = world.Lake.EventsOf(_scenario.Pipeline.Name).Select(TextOf).ToList();
        Expect(found.Order(StringComparer.Ordinal).SequenceEqual(expected.Order(StringComparer.Ordinal))
            ? null
            : $"of {expected.Count} events the lake has {found.Count}; it lacks {string.Join(", ", expected.Except(found).Take(9))}, and should not have {string.Join(", ", found.Except(expected).Take(9))}");
    }

    private static string TextOf(SourceEvent one) => TextOf(one.Partition, one.Offset, one.TimeMs, one.Fields);

    private static string TextOf(LakeEvent one) => TextOf(one.Partition, one.Offset, one.TimeMs, one.Fields);

    private static string TextOf(int partition, long offset, long timeMs, IReadOnlyList<string?> fields) =>
        $"{partition}/{offset} {timeMs} {string.Join(';', fields.Select(field => field ?? "-"))}";

    private void CheckSideTopic(string topic, IReadOnlySet<(int Partition, long Offset)> expected)
    {
        var found = world.Log.Everything(new TopicPartition(topic, 0)).Select(record => (Number(record, "ap-partition"), (long)Number(record, "ap-offset"))).ToHashSet();
        if (!found.SetEquals(expected))
        {
            world.Fail($"{topic} holds {string.Join(' ', found.Order())}, expected {string.Join(' ', expected.Order())}");
        }
    }

    private static int Number(LogRecord record, string header) =>
        record.Headers.TryGet(Encoding.UTF8.GetBytes(header), out var value) ? int.Parse(value, CultureInfo.InvariantCulture) : -1;

    private void Expect(string? difference)
    {
        if (difference is not null)
        {
            world.Fail(difference);
        }
    }
}
