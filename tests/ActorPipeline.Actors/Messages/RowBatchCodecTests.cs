using ActorPipeline.Actors.Messages;
using ActorPipeline.Actors.Tests.Harness;
using ActorPipeline.Batches;
using ActorPipeline.TestKit.Conformance;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Actors.Tests.Messages;

public sealed class RowBatchCodecTests
{
    private static readonly Dictionary<string, RowBatch> Samples = new() { ["complete"] = Complete(), ["with-gaps"] = WithGaps() };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Rows_that_are_read_again_are_what_was_written(int seed)
    {
        var random = new Random(seed);
        foreach (var view in StoredViews.Pipeline("p").Views)
        {
            var batch = StoredViews.Draw(random, "p", view);
            Assert.Equal(Rows(batch), Rows(Read(Write(batch))));
        }
    }

    // A batch without gaps has the bytes that it had before there were any: nodes of both versions read it.
    [Fact]
    public void The_bytes_are_as_checked_in_and_stay_readable()
    {
        GoldenFile.Check("row-batches.hex", string.Concat(Samples.Select(sample => $"{sample.Key} {Convert.ToHexStringLower(Write(sample.Value))}\n")));
        foreach (var line in GoldenFile.Read("row-batches.hex").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, bytes) = line.Split(' ') is [var first, var second] ? (first, Convert.FromHexString(second)) : throw new FormatException(line);
            Assert.Equal(Rows(Samples[name]), Rows(Read(bytes)));
        }
    }

    [Fact]
    public void A_batch_that_is_cut_short_is_refused_at_every_length()
    {
        var bytes = Write(WithGaps());
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<FormatException>(() => Read(bytes[..length]));
        }
    }

    private static RowBatch Complete()
    {
        var batch = Empty();
        StoredViews.Add(batch, ["t", "p"], [], true, 3L, (Int128)(-1_500_000_000), 0.5, "n");
        StoredViews.Add(batch, ["t", ""], [], false, 1L, Int128.Zero, 0.0, "");
        return batch;
    }

    private static RowBatch WithGaps()
    {
        var batch = Empty();
        StoredViews.Add(batch, ["t", "p"], [], true, 3L, Int128.Zero, null, "n");
        StoredViews.Add(batch, ["t", "q"], [], true, 1L, Int128.Zero, null, null);
        StoredViews.Add(batch, ["t", "r"], [], true, 1L, (Int128)1, 0.0, "");
        return batch;
    }

    private static RowBatch Empty() => new("p", StoredViews.Pages, 2, new RowWindow(60_000, 120_000, 61_000), revision: 1);

    private static byte[] Write(RowBatch batch)
    {
        var writer = new ByteWriter();
        RowBatchCodec.Write(writer, batch);
        return writer.Written.ToArray();
    }

    private static RowBatch Read(byte[] bytes)
    {
        var reader = new ByteReader(bytes);
        var batch = RowBatchCodec.Read(ref reader, name => StoredViews.Pipeline("p").FindView(name.View));
        Assert.True(reader.AtEnd);
        return batch;
    }

    private static IEnumerable<string> Rows(RowBatch batch) => Enumerable.Range(0, batch.Count).Select(row => ViewModel.Describe(batch.RowAt(row)));
}
