using ActorPipeline.Batches;
using Xunit;

namespace ActorPipeline.Tests.Engine.Batches;

public class EventBatchCodecTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_written_reads_as_the_same(bool isInZone) => Property.ForSeeds(random =>
    {
        var run = PureRun.Draw(random, 40, isInZone);
        foreach (var record in Records(run))
        {
            var batch = new EventBatch(run.Pipeline.Views);
            EventBatchCodec.Read(record, batch);
            var writer = new ByteWriter();
            EventBatchCodec.Write(batch, writer);
            Assert.Equal(record, writer.Written.ToArray());
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_truncation_is_refused(bool isInZone) => Property.ForSeeds(
        random =>
        {
            var run = PureRun.Draw(random, 20, isInZone);
            var batch = new EventBatch(run.Pipeline.Views);
            foreach (var record in Records(run))
            {
                for (var length = 0; length < record.Length; length++)
                {
                    Assert.Throws<FormatException>(() => EventBatchCodec.Read(record.AsSpan(0, length), batch));
                }
            }
        },
        seeds: 20);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_flipped_bit_is_refused_or_makes_another_batch_and_asks_for_little_memory(bool isInZone) => Property.ForSeeds(
        random =>
        {
            var run = PureRun.Draw(random, 12, isInZone);
            foreach (var record in Records(run))
            {
                for (var bit = 0; bit < record.Length * 8; bit++)
                {
                    var damaged = (byte[])record.Clone();
                    damaged[bit / 8] ^= (byte)(1 << (bit % 8));
                    var before = GC.GetAllocatedBytesForCurrentThread();
                    AssertReadOrRefused(damaged, new EventBatch(run.Pipeline.Views));
                    Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
                }
            }
        },
        seeds: 10);

    [Fact]
    public void Any_bytes_are_refused_or_read() => Property.ForSeeds(
        random =>
        {
            var run = new PureRun(random, 0);
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            AssertReadOrRefused([1, .. bytes], new EventBatch(run.Pipeline.Views));
        },
        seeds: 3_000);

    [Fact]
    public void A_newer_version_is_named()
    {
        var failure = Assert.Throws<UnknownFormatVersionException>(() => EventBatchCodec.Read([2], new EventBatch([])));
        Assert.Contains("version 2", failure.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<byte[]> Records(PureRun run) =>
        Enumerable.Range(0, run.Pipeline.Source.Partitions).SelectMany(partition => run.Intake(partition)).SelectMany(batch => batch);

    private static void AssertReadOrRefused(byte[] bytes, EventBatch batch)
    {
        try
        {
            EventBatchCodec.Read(bytes, batch);
        }
        catch (Exception refusal) when (refusal is FormatException or UnknownFormatVersionException)
        {
            return;
        }

        EventBatchCodec.Write(batch, new ByteWriter());
    }
}
