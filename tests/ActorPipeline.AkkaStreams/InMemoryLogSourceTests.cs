using ActorPipeline.Log;
using ActorPipeline.TestKit.Log;
using Akka.Streams.Dsl;
using Xunit;

namespace ActorPipeline.AkkaStreams.Tests;

public sealed class InMemoryLogSourceTests : LogSourceConformance
{
    private readonly InMemoryEventLog _memory = new();

    [Fact]
    public async Task Offsets_without_records_are_passed()
    {
        _memory.Append(At(0), Numbers(0, 3));
        _memory.Mark(At(0));
        _memory.Append(At(0), Numbers(3, 40));
        _memory.Mark(At(0));
        _memory.Mark(At(0));

        var batches = await ReadAllAsync(await UpToNowAsync(1));

        Assert.Equal(Enumerable.Range(0, 43).Select(number => $"{number}"), TextsOf(batches));
        AssertGapless(batches, 0, 46);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_range_may_end_among_offsets_without_records(int before)
    {
        _memory.Append(At(0), Numbers(0, before));
        _memory.Mark(At(0));
        _memory.Mark(At(0));
        _memory.Append(At(0), Numbers(before, 5));

        var batches = await ReadAllAsync([new LogSubscription(At(0), 0, before + 1)]);

        Assert.Equal(Enumerable.Range(0, before).Select(number => $"{number}"), TextsOf(batches));
        AssertGapless(batches, 0, before + 1);
    }

    [Fact]
    public async Task Offsets_without_records_are_committed_too()
    {
        _memory.Append(At(0), Numbers(0, 3));
        _memory.Mark(At(0));

        await SoonAsync(LogSource.CommittableSource(Log, "group", [At(0)])
            .Select(batch => batch.Offset)
            .TakeWhile(offset => offset.Offset < 4, inclusive: true)
            .RunWith(Committer.Sink(Log), Materializer));

        Assert.Equal(new GroupCommit(4, ""), await Log.CommittedAsync("group", At(0), Ended));
    }

    [Fact]
    public async Task A_reader_whose_next_record_is_trimmed_away_fails()
    {
        _memory.Append(At(0), Numbers(0, 1_000));

        var read = LogSource.PlainSource(Log, [new LogSubscription(At(0), 0, 1_000)], maxBatchBytes: 64)
            .SelectAsync(1, async batch =>
            {
                await Log.TrimAsync(At(0), 900, Ended);
                return batch;
            })
            .RunWith(Sink.Ignore<PartitionBatch>(), Materializer);

        await Assert.ThrowsAsync<EventLogException>(() => SoonAsync(read));
    }

    protected override IEventLog Open() => _memory;
}
