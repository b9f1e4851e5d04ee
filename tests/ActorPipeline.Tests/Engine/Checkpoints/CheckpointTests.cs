using ActorPipeline.Batches;
using ActorPipeline.Checkpoints;
using ActorPipeline.Shards;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Reference;
using ActorPipeline.TestKit.Store;
using ActorPipeline.Views;
using ActorPipeline.Windows;
using Xunit;

namespace ActorPipeline.Tests.Engine.Checkpoints;

public class CheckpointTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_shard_goes_on_from_a_checkpoint_as_if_nothing_had_happened(bool isInZone) => Property.ForSeeds(random =>
    {
        var run = PureRun.Draw(random, 120, isInZone, new ShardOptions(ExactDistinctLimit: random.Next(2, 6), MaxGroupsPerPane: random.Next(2) == 0 ? 3 : 1000));
        foreach (var (shard, log) in run.Logs().Index())
        {
            var (straight, broken) = (run.NewState(shard), run.NewState(shard));
            var (rows, again) = (new List<RowBatch>(), new List<RowBatch>());
            var store = new InMemoryViewStore();
            for (var at = 0; at < log.Count;)
            {
                var part = log.Skip(at).Take(random.Next(1, 12)).ToList();
                at += part.Count;
                run.Apply(straight, part, rows);
                run.Apply(broken, part, again);
                broken = random.Next(3) > 0 ? ThroughCheckpoint(run, broken, store, new ShardId(run.Pipeline.Name, shard)) : broken;
                Assert.Equal(StateText.Of(straight), StateText.Of(broken));
            }

            Assert.Equal(StateText.Of(rows), StateText.Of(again));
        }
    });

    [Fact]
    public void Every_truncation_and_flipped_bit_of_a_chunk_is_refused() => Property.ForSeeds(
        random =>
        {
            var (run, state) = Midway(random);
            foreach (var (view, table) in state.Views.SelectMany(view => view.Panes.Select(pane => (view, pane.Live))).Where(one => one.Live.Groups > 0))
            {
                var chunk = new ByteWriter();
                var part = ChunkCodec.Write(table, 0, table.Groups, new ChunkId(1, 0), chunk);
                foreach (var damaged in Damage.Of(chunk.Written.ToArray(), random))
                {
                    Assert.Throws<FormatException>(() => ChunkCodec.Read(damaged, part, view.View, run.Options.ExactDistinctLimit, run.Hash));
                }
            }
        },
        seeds: 20);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_truncation_and_flipped_bit_of_a_manifest_is_refused(bool isInZone) => Property.ForSeeds(
        random =>
        {
            var (_, state) = Midway(random, isInZone);
            var manifest = Store(state, new InMemoryViewStore(), new ShardId("damaged", 0));
            foreach (var damaged in Damage.Of(ManifestCodec.Write(manifest).ToArray(), random))
            {
                Assert.Throws<FormatException>(() => ManifestCodec.Read(damaged));
            }
        },
        seeds: 20);

    [Fact]
    public void A_large_table_takes_several_chunks_of_which_each_can_be_read_alone()
    {
        var units = Enumerable.Range(0, 20_000).Select(i => new Windows.FilledUnit($"page-{i}", "", $"c{i % 7}", 0, "", i)).ToList();
        var view = Windows.TableFiller.Counting;
        var table = Windows.TableFiller.Fill(view, 100, units);
        var merged = new PaneTable(view, 100, Windows.TableFiller.Hash);
        var ranges = ChunkCodec.RangesOf(table).ToList();
        Assert.InRange(ranges.Count, 3, 20);
        foreach (var (start, count, about) in ranges)
        {
            var chunk = new ByteWriter();
            var part = ChunkCodec.Write(table, start, count, new ChunkId(1, start), chunk);
            Assert.InRange(about, 1, ChunkCodec.BytesPerChunk);
            Assert.InRange(chunk.Length, 1, 2 * ChunkCodec.BytesPerChunk);
            merged.Merge(ChunkCodec.Read(chunk.Written.Span, part, view, 100, Windows.TableFiller.Hash));
        }

        Assert.Equal(Windows.TableFiller.Rows(table, view), Windows.TableFiller.Rows(merged, view));
    }

    [Fact]
    public void Small_segments_of_a_view_share_a_chunk_and_views_do_not() => Property.ForSeeds(random =>
    {
        var (_, state) = Midway(random);
        var (store, shard) = (new InMemoryViewStore(), new ShardId("shared", 0));
        var manifest = Store(state, store, shard);
        var perView = manifest.Views.Select(view => view.Segments.SelectMany(segment => segment.Parts).Select(part => part.Id).Distinct().ToList()).ToList();
        Assert.All(perView.Zip(manifest.Views), view => Assert.Equal(Math.Min(1, view.Second.Segments.Count), view.First.Count));
        Assert.Equal(store.ChunksOf(shard).Count, perView.SelectMany(chunks => chunks).Distinct().Count());
        Assert.Equal(perView.Sum(chunks => chunks.Count), manifest.Chunks.Count());
    });

    private static (PureRun Run, ShardState State) Midway(Random random, bool isInZone = false)
    {
        var run = PureRun.Draw(random, 40, isInZone);
        var state = run.NewState(0);
        var log = run.Logs()[0];
        run.Apply(state, log.Take(log.Count / 2), []);
        return (run, state);
    }

    private static ShardState ThroughCheckpoint(PureRun run, ShardState state, InMemoryViewStore store, ShardId shard)
    {
        var manifest = ManifestCodec.Read(ManifestCodec.Write(Store(state, store, shard)).Span);
        var restored = run.NewState(shard.Shard);
        restored.Restore(manifest.NextOffset, manifest.WatermarkMs, [.. manifest.Partitions], manifest.Counters);
        foreach (var (view, part) in restored.Views.Zip(manifest.Views))
        {
            view.Restore(part.ForgottenMs ?? long.MinValue);
            foreach (var window in part.Windows)
            {
                view.Restore(window.Start, new WindowState(window.EndMs ?? view.Math.EndOf(window.Start), window.FirstMs, window.Emissions));
            }

            var reader = new SegmentReader(store, shard, run.Options.ExactDistinctLimit, run.Hash);
            var tables = Now(reader.ReadAsync(view.View, [.. part.Segments.Select(segment => segment.Parts)], default));
            foreach (var (segment, table) in part.Segments.Zip(tables))
            {
                view.Restore(segment.Pane, new Segment(table, segment.Parts, 0));
            }
        }

        return restored;
    }

    // Every checkpoint is the first of its owner, so that names of chunks do not meet.
    private static CheckpointManifest Store(ShardState state, InMemoryViewStore store, ShardId shard)
    {
        var draft = CheckpointDraft.Take(state, 0, 0);
        Now(new CheckpointWriter(store, shard, store.ChunksOf(shard).Select(chunk => chunk.Epoch).DefaultIfEmpty().Max() + 1).WriteAsync(draft, default));
        return draft.Finish();
    }

    // A store without faults never waits.
    private static T Now<T>(Task<T> task) => task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("the store waits");
}
