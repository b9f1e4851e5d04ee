using ActorPipeline.Checkpoints;
using ActorPipeline.Shards;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Reference;
using ActorPipeline.Views;
using ActorPipeline.Windows;
using Xunit;

namespace ActorPipeline.Tests.Engine.Checkpoints;

public class CheckpointTests
{
    [Fact]
    public void A_shard_goes_on_from_a_checkpoint_as_if_nothing_had_happened() => Property.ForSeeds(random =>
    {
        var run = new PureRun(random, 120) { Options = new ShardOptions(ExactDistinctLimit: random.Next(2, 6), MaxGroupsPerPane: random.Next(2) == 0 ? 3 : 1000) };
        foreach (var (shard, log) in run.Logs().Index())
        {
            var (straight, broken) = (run.NewState(shard), run.NewState(shard));
            var (rows, again) = (new List<RowBatch>(), new List<RowBatch>());
            for (var at = 0; at < log.Count;)
            {
                var part = log.Skip(at).Take(random.Next(1, 12)).ToList();
                at += part.Count;
                run.Apply(straight, part, rows);
                run.Apply(broken, part, again);
                broken = random.Next(3) > 0 ? ThroughCheckpoint(run, broken, shard) : broken;
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
                var (reference, bytes) = ChunkCodec.Write(table, 0, table.Groups, new ChunkId(1, 0));
                foreach (var damaged in Damage.Of(bytes.ToArray(), random))
                {
                    Assert.Throws<FormatException>(() => ChunkCodec.Read(damaged, reference, view.View, run.Options.ExactDistinctLimit));
                }
            }
        },
        seeds: 20);

    [Fact]
    public void Every_truncation_and_flipped_bit_of_a_manifest_is_refused() => Property.ForSeeds(
        random =>
        {
            var (_, state) = Midway(random);
            var (manifest, _) = Store(state);
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
        var merged = new PaneTable(view, 100);
        var ranges = ChunkCodec.RangesOf(table).ToList();
        Assert.InRange(ranges.Count, 3, 20);
        foreach (var (start, count) in ranges)
        {
            var (reference, bytes) = ChunkCodec.Write(table, start, count, new ChunkId(1, start));
            Assert.InRange(bytes.Length, 1, 2 * ChunkCodec.BytesPerChunk);
            merged.Merge(ChunkCodec.Read(bytes.Span, reference, view, 100));
        }

        Assert.Equal(Windows.TableFiller.Rows(table, view), Windows.TableFiller.Rows(merged, view));
    }

    private static (PureRun Run, ShardState State) Midway(Random random)
    {
        var run = new PureRun(random, 40);
        var state = run.NewState(0);
        var log = run.Logs()[0];
        run.Apply(state, log.Take(log.Count / 2), []);
        return (run, state);
    }

    private static ShardState ThroughCheckpoint(PureRun run, ShardState state, int shard)
    {
        var (written, chunks) = Store(state);
        var manifest = ManifestCodec.Read(ManifestCodec.Write(written).Span);
        var restored = run.NewState(shard);
        restored.Restore(manifest.NextOffset, manifest.WatermarkMs, [.. manifest.Partitions], manifest.Counters);
        foreach (var (view, part) in restored.Views.Zip(manifest.Views))
        {
            foreach (var window in part.Windows)
            {
                view.Restore(window.Start, new WindowState(window.FirstMs, window.Emissions));
            }

            foreach (var segment in part.Segments)
            {
                var table = ChunkCodec.Read(chunks[segment.Chunks[0].Id], segment.Chunks[0], view.View, run.Options.ExactDistinctLimit);
                view.Restore(segment.Pane, new Segment(table, segment.Chunks, 0));
            }
        }

        return restored;
    }

    private static (CheckpointManifest Manifest, Dictionary<ChunkId, byte[]> Chunks) Store(ShardState state)
    {
        var chunks = new Dictionary<ChunkId, byte[]>();
        var draft = CheckpointDraft.Take(state, 0);
        foreach (var segment in state.Views.SelectMany(view => view.Panes).SelectMany(pane => pane.Frozen))
        {
            var (reference, bytes) = ChunkCodec.Write(segment.Table!, 0, segment.Table!.Groups, new ChunkId(1, chunks.Count));
            segment.Chunks = [reference];
            chunks.Add(reference.Id, bytes.ToArray());
        }

        return (draft.Finish(), chunks);
    }
}
