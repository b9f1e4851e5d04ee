using ActorPipeline.Embedded.Files;
using ActorPipeline.Embedded.Log;
using ActorPipeline.Log;
using Xunit;

namespace ActorPipeline.Tests.Embedded.Log;

/// <summary>What is on disk: files of the log, the stored index, damage.</summary>
public sealed class TopicFilesTests : IDisposable
{
    private static readonly TopicPartition First = new("t", 0);
    private static readonly TopicPartition Second = new("t", 1);
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private string TopicFolder => Path.Combine(_folder.Of("data"), "log", "t");

    [Fact]
    public async Task Entries_dropped_from_the_index_are_still_found()
    {
        await using var logs = await OpenAsync();
        await AppendAsync(logs.Log, 5_000);

        foreach (var from in new[] { 0, 1, 17, 2_500, 4_999 })
        {
            Assert.Equal(5_000 - from, await CountAsync(logs.Log, Second, from));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_a_usable_stored_index_the_log_is_scanned(bool damaged)
    {
        await using (var logs = await OpenAsync())
        {
            await AppendAsync(logs.Log, 3_000);
        }

        var index = Path.Combine(TopicFolder, "index");
        await File.WriteAllBytesAsync(index, damaged ? [.. (await File.ReadAllBytesAsync(index, Ended)).Reverse()] : [], Ended);

        await using var reopened = await OpenAsync();
        Assert.Equal(new OffsetRange(0, 3_000), await reopened.Log.RangeAsync(First, Ended));
        Assert.Equal(3_000, await CountAsync(reopened.Log, Second, 0));
    }

    [Fact]
    public async Task An_index_stored_earlier_is_completed_from_the_log()
    {
        await using (var logs = await OpenAsync())
        {
            await AppendAsync(logs.Log, 100);
        }

        var earlier = await File.ReadAllBytesAsync(Path.Combine(TopicFolder, "index"), Ended);
        await using (var logs = await OpenAsync())
        {
            await AppendAsync(logs.Log, 100);
        }

        await File.WriteAllBytesAsync(Path.Combine(TopicFolder, "index"), earlier, Ended);

        await using var reopened = await OpenAsync();
        Assert.Equal(200, await CountAsync(reopened.Log, First, 0));
    }

    [Fact]
    public async Task Trimming_gives_back_files_and_a_partition_trimmed_empty_keeps_its_next_offset()
    {
        await using (var logs = await OpenAsync())
        {
            await using var writer = await logs.Log.OpenWriterAsync("t", Ended);
            await writer.AppendAsync(1, new NewRecord[7], Ended);
            await AppendAsync(logs.Log, 2_000, partitions: 1);
            var before = SegmentFiles();

            await logs.Log.TrimAsync(Second, 7, Ended);
            await logs.Log.TrimAsync(First, 1_999, Ended);

            Assert.True(before > 3 && SegmentFiles() <= 2, $"{before} files before, {SegmentFiles()} after");
            Assert.Equal(new OffsetRange(7, 7), await logs.Log.RangeAsync(Second, Ended));
            await Assert.ThrowsAsync<OffsetOutOfRangeException>(async () => await logs.Log.OpenReaderAsync(First, 0, Ended));
        }

        File.Delete(Path.Combine(TopicFolder, "index"));
        await using var reopened = await OpenAsync();
        Assert.Equal(new OffsetRange(7, 7), await reopened.Log.RangeAsync(Second, Ended));
        Assert.Equal(1, await CountAsync(reopened.Log, First, 1_999));
        await using var next = await reopened.Log.OpenWriterAsync("t", Ended);
        Assert.Equal(7, await next.AppendAsync(1, new NewRecord[1], Ended));
    }

    [Fact]
    public async Task Space_is_kept_as_long_as_one_partition_needs_it()
    {
        await using var logs = await OpenAsync();
        await AppendAsync(logs.Log, 2_000);
        var before = SegmentFiles();

        await logs.Log.TrimAsync(First, 2_000, Ended);

        Assert.Equal(before, SegmentFiles());
        Assert.Equal(2_000, await CountAsync(logs.Log, Second, 0));
    }

    [Fact]
    public async Task A_reader_whose_records_were_trimmed_is_told()
    {
        await using var logs = await OpenAsync();
        await AppendAsync(logs.Log, 2_000, partitions: 1);
        await using var reader = await logs.Log.OpenReaderAsync(First, 0, Ended);

        await logs.Log.TrimAsync(First, 1_999, Ended);

        await Assert.ThrowsAsync<OffsetOutOfRangeException>(async () => await reader.ReadAsync(1, Ended));
    }

    [Fact]
    public async Task A_damaged_entry_is_reported_with_its_place_and_never_returned()
    {
        await using (var logs = await OpenAsync())
        {
            await AppendAsync(logs.Log, 1, partitions: 1);
        }

        var segment = Path.Combine(TopicFolder, "segment.0");
        var bytes = await File.ReadAllBytesAsync(segment, Ended);
        bytes[64 + 4 + EntryHeadSize + 16 + 5] ^= 1;
        await File.WriteAllBytesAsync(segment, bytes, Ended);

        await using var reopened = await OpenAsync();
        var damaged = await Assert.ThrowsAsync<EventLogException>(() => CountAsync(reopened.Log, First, 0));
        Assert.Contains("t[0]", damaged.Message, StringComparison.Ordinal);
        Assert.Contains("address 64", damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_without_its_commit_file_is_refused_instead_of_emptied()
    {
        await using (var logs = await OpenAsync())
        {
            await AppendAsync(logs.Log, 10);
        }

        File.Delete(Path.Combine(TopicFolder, "commits"));

        await Assert.ThrowsAsync<DataLostException>(OpenAsync);
        Assert.Equal(1, SegmentFiles());
    }

    [Fact]
    public async Task A_damaged_commit_record_is_refused_where_the_log_goes_on_behind_the_one_before()
    {
        await using (var logs = await OpenAsync())
        {
            await AppendAsync(logs.Log, 10, partitions: 1);

            // The manifest does not know of what comes now, as after a kill.
            var manifest = await File.ReadAllBytesAsync(Manifest, Ended);
            await AppendAsync(logs.Log, 1, partitions: 1);
            await logs.DisposeAsync();
            await File.WriteAllBytesAsync(Manifest, manifest, Ended);
        }

        await TurnBitOfCommitAsync(newest: true);

        var refused = await Assert.ThrowsAsync<DataLostException>(OpenAsync);
        Assert.Contains(Path.Combine(TopicFolder, "commits"), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_commit_record_that_a_later_one_has_replaced_does_not_matter()
    {
        await using (var logs = await OpenAsync())
        {
            await AppendAsync(logs.Log, 10, partitions: 1);
            await AppendAsync(logs.Log, 1, partitions: 1);
        }

        await TurnBitOfCommitAsync(newest: false);

        await using var reopened = await OpenAsync();
        Assert.Equal(11, await CountAsync(reopened.Log, First, 0));
    }

    [Fact]
    public async Task Damage_in_what_is_scanned_is_told_and_hides_nothing()
    {
        await using (var logs = await OpenAsync())
        {
            await AppendAsync(logs.Log, 20, partitions: 1);
        }

        File.Delete(Path.Combine(TopicFolder, "index"));
        var segment = Path.Combine(TopicFolder, "segment.0");
        var whole = await File.ReadAllBytesAsync(segment, Ended);
        var random = new Random(3);
        for (var i = 0; i < 100; i++)
        {
            byte[] turned = [.. whole];
            turned[random.Next(64, 10_000)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(segment, turned, Ended);

            var refused = await Assert.ThrowsAnyAsync<Exception>(OpenAsync);
            Assert.Contains(segment, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Offsets_of_groups_are_text_that_counts_how_often_it_was_stored()
    {
        await using var logs = await OpenAsync();

        await logs.Log.CommitAsync("g", First, new GroupCommit(5, "a b"), Ended);

        Assert.Equal(["version 2", "sequence 2", "g t 0 5 a%20b"], CheckedText.Read(Path.Combine(_folder.Of("data"), "log", "groups")));
    }

    [Fact]
    public async Task Sizes_given_later_leave_a_topic_as_it_was_laid_out()
    {
        await using (var logs = await OpenAsync())
        {
            await AppendAsync(logs.Log, 500);
        }

        await using var reopened = new EmbeddedLogs(_folder.Of("data"), new EmbeddedLogOptions());
        await AppendAsync(reopened.Log, 500);
        Assert.Equal(1_000, await CountAsync(reopened.Log, First, 0));
    }

    [Fact]
    public async Task A_file_of_a_later_version_is_refused_by_name()
    {
        await using (await OpenAsync())
        {
        }

        await File.WriteAllTextAsync(Path.Combine(TopicFolder, "topic"), "version 3\n", Ended);
        var refused = await Assert.ThrowsAsync<StoredFormatException>(OpenAsync);

        Assert.Contains("version 3", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_larger_than_a_page_is_refused_and_the_writer_goes_on()
    {
        await using var logs = await OpenAsync();
        await using var writer = await logs.Log.OpenWriterAsync("t", Ended);

        await Assert.ThrowsAsync<EventLogException>(async () => await writer.AppendAsync(0, new[] { new NewRecord(new byte[1 << 16], 0) }, Ended));

        Assert.Equal(0, await writer.AppendAsync(0, new NewRecord[1], Ended));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData(".hidden")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task A_name_that_is_no_file_name_is_refused(string topic)
    {
        await using var logs = await OpenAsync();

        await Assert.ThrowsAsync<EventLogException>(async () => await logs.Log.EnsureTopicAsync(topic, 1, Ended));
    }

    public void Dispose() => _folder.Dispose();

    private const int EntryHeadSize = 28;

    private string Manifest => Path.Combine(_folder.Of("data"), "manifest");

    private async Task TurnBitOfCommitAsync(bool newest)
    {
        var path = Path.Combine(TopicFolder, "commits");
        var bytes = await File.ReadAllBytesAsync(path, Ended);
        var isFirst = BitConverter.ToInt64(bytes, 8) > BitConverter.ToInt64(bytes, 4096 + 8);
        bytes[(isFirst == newest ? 0 : 4096) + 30] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Ended);
    }

    private int SegmentFiles() => Directory.GetFiles(TopicFolder, "segment.*").Length;

    private async Task<EmbeddedLogs> OpenAsync()
    {
        var logs = new EmbeddedLogs(_folder.Of("data"));
        try
        {
            await logs.Log.EnsureTopicAsync("t", 2, Ended);
            return logs;
        }
        catch
        {
            await logs.DisposeAsync();
            throw;
        }
    }

    /// <summary>Appends records of 1,000 bytes one by one, without waiting for each.</summary>
    private static async Task AppendAsync(IEventLog log, int each, int partitions = 2)
    {
        await using var writer = await log.OpenWriterAsync("t", Ended);
        var record = new[] { new NewRecord(new byte[1000], 0) };
        await Task.WhenAll(Enumerable.Range(0, each * partitions).Select(i => writer.AppendAsync(i % partitions, record, Ended).AsTask()));
    }

    private static async Task<long> CountAsync(IEventLog log, TopicPartition partition, long from)
    {
        var end = (await log.RangeAsync(partition, Ended)).End;
        await using var reader = await log.OpenReaderAsync(partition, from, Ended);
        for (var next = from; next < end;)
        {
            var batch = await reader.ReadAsync(100_000, Ended);
            Assert.Equal(next, batch[0].Offset);
            next += batch.Count;
        }

        return end - from;
    }
}
