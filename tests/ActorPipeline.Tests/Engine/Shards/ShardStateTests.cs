using ActorPipeline.Hashing;
using ActorPipeline.Shards;
using ActorPipeline.TestKit.Reference;
using ActorPipeline.TestKit.Store;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Tests.Engine.Shards;

public class ShardStateTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_rows_are_the_ones_that_brute_force_finds(bool isInZone) => Property.ForSeeds(random =>
    {
        var run = PureRun.Draw(random, 120, isInZone, new ShardOptions(ExactDistinctLimit: random.Next(2, 6)));
        AssertFinal(run, run.Logs());
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Duplicates_in_any_overlap_change_nothing(bool isInZone) => Property.ForSeeds(random =>
    {
        var run = PureRun.Draw(random, 80, isInZone);
        AssertFinal(run, run.Logs(partition => Overlapping(run, partition)));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Replaying_any_prefix_gives_the_same_state_and_rows(bool isInZone) => Property.ForSeeds(random =>
    {
        var run = PureRun.Draw(random, 80, isInZone);
        foreach (var (shard, log) in run.Logs().Index())
        {
            var prefix = log.Take(random.Next(log.Count)).ToList();
            var (first, second) = (run.NewState(shard), run.NewState(shard));
            var (rows, again) = (new List<RowBatch>(), new List<RowBatch>());
            run.Apply(first, prefix, rows);
            run.Apply(second, prefix, again);
            Assert.Equal(StateText.Of(first), StateText.Of(second));
            Assert.Equal(StateText.Of(rows), StateText.Of(again));
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Another_hash_of_tables_gives_the_same_rows_in_the_same_order(bool isInZone) => Property.ForSeeds(random =>
    {
        var run = PureRun.Draw(random, 80, isInZone, new ShardOptions(ExactDistinctLimit: random.Next(2, 20), MaxRowsPerBatch: random.Next(1, 10)));
        foreach (var (shard, log) in run.Logs().Index())
        {
            Assert.Equal(Rows(new TableHash(random)), Rows(new TableHash(random)));

            List<string> Rows(TableHash hash)
            {
                var rows = new List<RowBatch>();
                run.Apply(run.NewState(shard, hash), log, rows);
                return [.. rows.SelectMany(batch => batch.AsRows().Select(RowComparison.Show).Append("end"))];
            }
        }
    });

    [Fact]
    public void A_revision_is_never_emitted_twice_and_never_skipped() => Property.ForSeeds(random =>
    {
        var run = new PureRun(random, 100);
        foreach (var (shard, log) in run.Logs().Index())
        {
            var rows = new List<RowBatch>();
            run.Apply(run.NewState(shard), log, rows);
            var revisions = rows.GroupBy(batch => (batch.View.Name, batch.Window.StartMs)).ToList();
            Assert.All(revisions, window => Assert.Equal(Enumerable.Range(0, window.Max(batch => batch.Revision) + 1), window.Select(batch => batch.Revision).Distinct()));
            Assert.All(revisions, window => Assert.Equal(window.Select(batch => batch.Revision).Order(), window.Select(batch => batch.Revision)));
        }
    });

    [Fact]
    public void A_gap_in_a_source_partition_is_refused() => Property.ForSeeds(random =>
    {
        // So many records that no draw has fewer than three batches in partition 0.
        var run = new PureRun(random, 1_000);
        var batches = run.Intake(0);
        var lost = random.Next(1, batches.Count - 1);
        var state = run.NewState(0);
        run.Apply(state, batches.Take(lost).Select(batch => batch[0]), []);
        var gap = Assert.Throws<SourceGapException>(() => run.Apply(state, [batches[lost + 1][0]], []));
        Assert.Contains("source partition 0", gap.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void The_watermark_never_goes_back() => Property.ForSeeds(random =>
    {
        var run = new PureRun(random, 80);
        var state = run.NewState(0);
        var before = long.MinValue;
        foreach (var record in run.Logs(partition => Overlapping(run, partition))[0])
        {
            run.Apply(state, [record], []);
            Assert.True(state.WatermarkMs >= before);
            before = state.WatermarkMs;
        }
    });

    private static IEnumerable<List<byte[][]>> Overlapping(PureRun run, int partition)
    {
        // A later run begins where an earlier one had been acknowledged at least; the log may hold both in any mixture.
        yield return run.Intake(partition);
        for (var zombies = run.Random.Next(3); zombies > 0; zombies--)
        {
            yield return run.Intake(partition, from: 0, to: run.Random.Next(run.CountOf(partition) + 1));
        }
    }

    private static void AssertFinal(PureRun run, List<byte[]>[] logs)
    {
        var store = new StoredRows();
        var states = new List<ShardState>();
        foreach (var (shard, log) in logs.Index())
        {
            var rows = new List<RowBatch>();
            var state = run.NewState(shard);
            run.Apply(state, log, rows);
            states.Add(state);
            rows.ForEach(store.Write);
        }

        var reference = run.Reference();
        var stored = run.Pipeline.Views.SelectMany(view => store.Of(run.Pipeline.Name, view.Name));
        Assert.Null(RowComparison.FirstDifference(reference.Rows, stored));
        AssertCounters(run, reference.Counters, states);
    }

    private static void AssertCounters(PureRun run, ReferenceCounters expected, List<ShardState> states)
    {
        long Sum(Func<ShardCounters, long> counter) => states.Sum(state => counter(state.Counters));
        Assert.Equal(Sum(one => one.Accepted), Sum(one => one.Applied + one.Late + one.DeadLetter + one.Duplicate));
        Assert.Equal(Enumerable.Range(0, run.Pipeline.Source.Partitions).Sum(run.CountOf), Sum(one => one.Accepted - one.Duplicate));
        Assert.Equal(
            expected,
            new ReferenceCounters(Sum(one => one.Applied), Sum(one => one.Late), Sum(one => one.DeadLetter), Sum(one => one.Filtered)));
    }
}
