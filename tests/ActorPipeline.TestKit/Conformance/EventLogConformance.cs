using System.Text;
using ActorPipeline.Log;
using Xunit;

namespace ActorPipeline.TestKit.Conformance;

/// <summary>What every <see cref="IEventLog"/> must do. Derive from it and say how a log is opened on this test's own storage.</summary>
public abstract class EventLogConformance
{
    private const int Partitions = 3;
    private const int Plenty = 1 << 20;

    /// <summary>A topic name of this test's own.</summary>
    protected virtual string Topic { get; } = $"conformance-{Guid.NewGuid():N}";

    /// <summary>Ends with the test.</summary>
    protected static CancellationToken Ended => TestContext.Current.CancellationToken;

    /// <summary>Opens the log on the test's storage; called again after the first one was disposed of, it finds what was stored.</summary>
    protected abstract ValueTask<IEventLog> OpenAsync();

    [Fact]
    public async Task Records_come_back_as_they_were_appended()
    {
        await using var log = await OpenWithTopicAsync();
        await using var writer = await log.OpenWriterAsync(Topic, Ended);
        NewRecord[] records =
        [
            new("first"u8.ToArray(), 1_500_000_000_123, RecordHeaders.Encode(("Host", "example.org"), ("X", "ü"))),
            new(Array.Empty<byte>(), 7),
            new(new byte[] { 0, 255, 10, 13 }, 1_500_000_000_124),
            new("keyed"u8.ToArray(), 8, Key: new byte[] { 0, 255, 9 }),
            new("both"u8.ToArray(), 9, RecordHeaders.Encode(("X", "")), "k"u8.ToArray()),
        ];

        var offset = await writer.AppendAsync(1, records, Ended);

        var read = await ReadAsync(log, 1, offset, records.Length);
        Assert.Equal(records.Select((r, i) => Describe(new LogRecord(offset + i, r.TimestampMs, r.Value, r.Headers, r.Key))), read);
    }

    [Fact]
    public async Task A_topic_that_is_only_looked_for_is_not_created()
    {
        await using var log = await OpenAsync();
        var missing = await Assert.ThrowsAsync<EventLogException>(async () => await log.FindTopicAsync(Topic, 2, Ended));
        Assert.Contains(Topic, missing.Message, StringComparison.Ordinal);

        var made = await log.EnsureTopicAsync(Topic, 2, Ended);
        Assert.Equal(made, await log.FindTopicAsync(Topic, 2, Ended));
        var other = await Assert.ThrowsAsync<TopicMismatchException>(async () => await log.FindTopicAsync(Topic, 3, Ended));
        Assert.Contains($"{Topic} has 2 partitions, expected 3", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offsets_are_dense_from_zero_in_every_partition()
    {
        await using var log = await OpenWithTopicAsync();
        await using var writer = await log.OpenWriterAsync(Topic, Ended);
        for (var partition = 0; partition < Partitions; partition++)
        {
            Assert.Equal(0, await writer.AppendAsync(partition, Texts("a", "b"), Ended));
            Assert.Equal(2, await writer.AppendAsync(partition, Texts("c"), Ended));
            Assert.Equal(new OffsetRange(0, 3), await log.RangeAsync(At(partition), Ended));
        }
    }

    [Fact]
    public async Task Appending_nothing_changes_nothing()
    {
        await using var log = await OpenWithTopicAsync();
        await using var writer = await log.OpenWriterAsync(Topic, Ended);
        await writer.AppendAsync(0, Texts("a"), Ended);

        Assert.Equal(1, await writer.AppendAsync(0, default, Ended));
        Assert.Equal(new OffsetRange(0, 1), await log.RangeAsync(At(0), Ended));
    }

    [Fact]
    public async Task The_order_of_calls_is_the_order_in_the_partition_though_none_is_awaited()
    {
        await using var log = await OpenWithTopicAsync();
        await using var writer = await log.OpenWriterAsync(Topic, Ended);

        var appends = Enumerable.Range(0, 500).Select(i => writer.AppendAsync(i % 2, Texts($"{i}"), Ended).AsTask()).ToArray();
        await Task.WhenAll(appends);

        var evens = Enumerable.Range(0, 250).Select(i => $"{2 * i}");
        Assert.Equal(evens, await ReadTextsAsync(log, 0, 0, 250));
    }

    [Fact]
    public async Task A_reader_waits_for_the_next_record()
    {
        await using var log = await OpenWithTopicAsync();
        await using var writer = await log.OpenWriterAsync(Topic, Ended);
        await using var reader = await log.OpenReaderAsync(At(0), 0, Ended);
        var waiting = reader.ReadAsync(Plenty, Ended).AsTask();
        Assert.False(waiting.IsCompleted);

        await writer.AppendAsync(1, Texts("elsewhere"), Ended);
        await writer.AppendAsync(0, Texts("here"), Ended);

        Assert.Equal("here", Encoding.UTF8.GetString((await waiting)[0].Value.Span));
    }

    [Fact]
    public async Task A_reader_goes_on_after_a_cancelled_wait()
    {
        await using var log = await OpenWithTopicAsync();
        await using var writer = await log.OpenWriterAsync(Topic, Ended);
        await using var reader = await log.OpenReaderAsync(At(0), 0, Ended);
        using var impatience = new CancellationTokenSource();
        var waiting = reader.ReadAsync(Plenty, impatience.Token).AsTask();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        await writer.AppendAsync(0, Texts("a"), Ended);

        Assert.Equal(1, (await reader.ReadAsync(Plenty, Ended)).Count);
    }

    [Fact]
    public async Task A_read_returns_about_the_bytes_asked_for_and_never_less_than_a_record()
    {
        await using var log = await OpenWithTopicAsync();
        await using var writer = await log.OpenWriterAsync(Topic, Ended);
        await writer.AppendAsync(0, Enumerable.Repeat(new NewRecord(new byte[1000], 0), 100).ToArray(), Ended);
        await using var reader = await log.OpenReaderAsync(At(0), 0, Ended);

        Assert.Equal(1, (await reader.ReadAsync(1, Ended)).Count);
        var batch = await reader.ReadAsync(10_000, Ended);

        Assert.Equal(1, batch[0].Offset);
        Assert.InRange(batch.Bytes, 1000, 20_000);
    }

    [Fact]
    public async Task A_reader_may_start_in_the_middle_of_an_append()
    {
        await using var log = await OpenWithTopicAsync();
        await using var writer = await log.OpenWriterAsync(Topic, Ended);
        await writer.AppendAsync(2, Texts("a", "b", "c", "d"), Ended);

        Assert.Equal(["c", "d"], await ReadTextsAsync(log, 2, 2, 2));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public async Task A_reader_outside_the_log_is_refused_with_what_there_is(long offset)
    {
        await using var log = await OpenWithTopicAsync();
        await using var writer = await log.OpenWriterAsync(Topic, Ended);
        await writer.AppendAsync(0, Texts("a", "b"), Ended);

        var refused = await Assert.ThrowsAsync<OffsetOutOfRangeException>(async () => await log.OpenReaderAsync(At(0), offset, Ended));

        Assert.Equal(new OffsetRange(0, 2), refused.Range);
    }

    [Fact]
    public async Task A_large_append_is_one_run_of_offsets()
    {
        await using var log = await OpenWithTopicAsync();
        await using var writer = await log.OpenWriterAsync(Topic, Ended);
        var large = Enumerable.Range(0, 9_000).Select(i => new NewRecord(Encoding.ASCII.GetBytes($"{i}".PadRight(1024)), i)).ToArray();

        var appended = writer.AppendAsync(0, large, Ended);
        var next = writer.AppendAsync(0, Texts("after"), Ended);

        Assert.Equal(0, await appended);
        Assert.Equal(9_000, await next);
        var texts = await ReadTextsAsync(log, 0, 0, 9_001);
        Assert.Equal(Enumerable.Range(0, 9_000).Select(i => $"{i}").Append("after"), texts.Select(text => text.TrimEnd()));
    }

    [Fact]
    public async Task Everything_acknowledged_is_there_after_reopening()
    {
        long epoch;
        await using (var log = await OpenAsync())
        {
            epoch = (await log.EnsureTopicAsync(Topic, Partitions, Ended)).Epoch;
            await using var writer = await log.OpenWriterAsync(Topic, Ended);
            await writer.AppendAsync(0, Texts("a", "b"), Ended);
            await writer.AppendAsync(2, Texts("c"), Ended);
        }

        await using var reopened = await OpenAsync();

        Assert.Equal(new TopicDescription(Topic, Partitions, epoch), await reopened.EnsureTopicAsync(Topic, Partitions, Ended));
        Assert.Equal(["a", "b"], await ReadTextsAsync(reopened, 0, 0, 2));
        Assert.Equal(["c"], await ReadTextsAsync(reopened, 2, 0, 1));
        Assert.Equal(default, await reopened.RangeAsync(At(1), Ended));
        await using var next = await reopened.OpenWriterAsync(Topic, Ended);
        Assert.Equal(2, await next.AppendAsync(0, Texts("d"), Ended));
    }

    [Fact]
    public async Task A_topic_with_another_number_of_partitions_is_refused()
    {
        await using var log = await OpenWithTopicAsync();

        await Assert.ThrowsAsync<TopicMismatchException>(async () => await log.EnsureTopicAsync(Topic, Partitions + 1, Ended));
    }

    [Fact]
    public async Task A_topic_that_does_not_exist_is_named()
    {
        await using var log = await OpenAsync();

        var refused = await Assert.ThrowsAnyAsync<EventLogException>(async () => await log.OpenWriterAsync(Topic, Ended));

        Assert.Contains(Topic, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_keep_their_own_offsets_over_a_restart()
    {
        await using (var log = await OpenWithTopicAsync())
        {
            await using var writer = await log.OpenWriterAsync(Topic, Ended);
            await writer.AppendAsync(0, Texts("a", "b", "c"), Ended);
            await log.CommitAsync("intake", At(0), new GroupCommit(1, "one"), Ended);
            await log.CommitAsync("intake", At(0), new GroupCommit(3, "a b\n%"), Ended);
            await log.CommitAsync("archive", At(0), new GroupCommit(2, ""), Ended);
        }

        await using var reopened = await OpenWithTopicAsync();

        Assert.Equal(new GroupCommit(3, "a b\n%"), await reopened.CommittedAsync("intake", At(0), Ended));
        Assert.Equal(new GroupCommit(2, ""), await reopened.CommittedAsync("archive", At(0), Ended));
        Assert.Null(await reopened.CommittedAsync("intake", At(1), Ended));
        Assert.Null(await reopened.CommittedAsync("batch", At(0), Ended));
    }

    [Fact]
    public async Task Trimming_keeps_what_is_needed_and_the_next_offset()
    {
        await using (var log = await OpenWithTopicAsync())
        {
            await using var writer = await log.OpenWriterAsync(Topic, Ended);
            await writer.AppendAsync(0, Texts("a", "b", "c", "d"), Ended);
            await log.TrimAsync(At(0), 2, Ended);
            Assert.InRange((await log.RangeAsync(At(0), Ended)).Start, 0, 2);
            Assert.Equal(["c", "d"], await ReadTextsAsync(log, 0, 2, 2));
        }

        await using var reopened = await OpenWithTopicAsync();
        await using var next = await reopened.OpenWriterAsync(Topic, Ended);
        Assert.Equal(4, await next.AppendAsync(0, Texts("e"), Ended));
        Assert.Equal(["c", "d", "e"], await ReadTextsAsync(reopened, 0, 2, 3));
    }

    [Fact]
    public async Task Many_writers_and_readers_at_once_lose_nothing_and_keep_each_writers_order()
    {
        const int Writers = 4;
        const int Each = 200;
        await using var log = await OpenWithTopicAsync();
        var reading = Enumerable.Range(0, Partitions).Select(p => ReadTextsAsync(log, p, 0, Writers * Each)).ToArray();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async w =>
        {
            await using var writer = await log.OpenWriterAsync(Topic, Ended);
            for (var i = 0; i < Each; i++)
            {
                await Task.WhenAll(Enumerable.Range(0, Partitions).Select(p => writer.AppendAsync(p, Texts($"{w}:{i}"), Ended).AsTask()));
            }
        }));

        foreach (var texts in await Task.WhenAll(reading))
        {
            for (var w = 0; w < Writers; w++)
            {
                Assert.Equal(Enumerable.Range(0, Each).Select(i => $"{w}:{i}"), texts.Where(text => text.StartsWith($"{w}:", StringComparison.Ordinal)));
            }
        }
    }

    /// <summary>Records whose values are texts.</summary>
    protected static NewRecord[] Texts(params string[] texts) => [.. texts.Select((text, i) => new NewRecord(Encoding.UTF8.GetBytes(text), i))];

    /// <summary>A partition of the test's topic.</summary>
    protected TopicPartition At(int partition) => new(Topic, partition);

    /// <summary>Opens the log with the test's topic in it.</summary>
    protected async Task<IEventLog> OpenWithTopicAsync()
    {
        var log = await OpenAsync();
        await log.EnsureTopicAsync(Topic, Partitions, Ended);
        return log;
    }

    /// <summary>Reads so many values as texts, checking that the offsets have no hole.</summary>
    protected async Task<List<string>> ReadTextsAsync(IEventLog log, int partition, long from, int count)
    {
        var texts = new List<string>();
        await ForEachAsync(log, partition, from, count, record => texts.Add(Encoding.UTF8.GetString(record.Value.Span)));
        return texts;
    }

    private async Task<List<string>> ReadAsync(IEventLog log, int partition, long from, int count)
    {
        var read = new List<string>();
        await ForEachAsync(log, partition, from, count, r => read.Add(Describe(r)));
        return read;
    }

    private async Task ForEachAsync(IEventLog log, int partition, long from, int count, Action<LogRecord> visit)
    {
        await using var reader = await log.OpenReaderAsync(At(partition), from, Ended);
        for (var next = from; next < from + count;)
        {
            var batch = await reader.ReadAsync(Plenty, Ended);
            for (var i = 0; i < batch.Count; i++)
            {
                Assert.Equal(next++, batch[i].Offset);
                visit(batch[i]);
            }
        }
    }

    private static string Describe(LogRecord r) =>
        $"{r.Offset} {r.TimestampMs} {Convert.ToHexString(r.Key.Span)} {Convert.ToHexString(r.Value.Span)} {Convert.ToHexString(r.Headers.Encoded.Span)}";
}
