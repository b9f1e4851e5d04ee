using ActorPipeline.Log;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Tests.Embedded.Log;

/// <summary>Files that are taken away from a log that is open.</summary>
public sealed class LostFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly VirtualTimeProvider _clock = new();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private string Data => _folder.Of("data");

    [Theory]
    [InlineData("", true)]
    [InlineData("log", true)]
    [InlineData("log/t", true)]
    [InlineData("log/t/segment.0", false)]
    [InlineData("log/t/commits", false)]
    public async Task Nothing_is_acknowledged_that_the_next_start_would_not_find(string name, bool isFolder)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells a file from another one at its path");
        await using var logs = await OpenAsync();
        await using var writer = await logs.Log.OpenWriterAsync("t", Ended);
        await writer.AppendAsync(0, new NewRecord[1], Ended);

        var path = Path.Combine(Data, name).TrimEnd('/');
        if (isFolder)
        {
            // A copy in its place is another one, too.
            Directory.Move(path, $"{path}.moved");
            CopyAll($"{path}.moved", path);
        }
        else
        {
            File.Copy(path, $"{path}.copy");
            File.Move($"{path}.copy", path, overwrite: true);
        }

        var failed = await Assert.ThrowsAsync<LogWriterFailedException>(async () => await writer.AppendAsync(0, new NewRecord[1], Ended));
        Assert.Contains("is no longer what this node opened", failed.Message, StringComparison.Ordinal);
        await AssertLostAsync(logs.Log, failed.Message[failed.Message.IndexOf(Data, StringComparison.Ordinal)..]);
    }

    [Theory]
    [InlineData("lock")]
    [InlineData("log/other/commits")]
    [InlineData("log/other/segment.0")]
    public async Task What_is_not_written_to_is_looked_at_every_second(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems keep open files from being deleted, or tell nothing");
        await using var logs = await OpenAsync();
        await logs.Log.EnsureTopicAsync("other", 1, Ended);
        await using (var other = await logs.Log.OpenWriterAsync("other", Ended))
        {
            await other.AppendAsync(0, new NewRecord[1], Ended);
        }

        await using var writer = await logs.Log.OpenWriterAsync("t", Ended);
        File.Delete(Path.Combine(Data, name));
        _clock.Advance(TimeSpan.FromSeconds(1));

        var failed = await Assert.ThrowsAsync<LogWriterFailedException>(async () => await writer.AppendAsync(0, new NewRecord[1], Ended));
        Assert.Contains(Path.Combine(Data, name), failed.Message, StringComparison.Ordinal);
        await AssertLostAsync(logs.Log, Path.Combine(Data, name));
    }

    [Fact]
    public async Task What_was_lost_once_is_not_gone_on_with_when_it_is_back()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells a file from another one at its path");
        await using var logs = await OpenAsync();
        Directory.Move(Data, $"{Data}.moved");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Directory.Move($"{Data}.moved", Data);
        _clock.Advance(TimeSpan.FromSeconds(1));

        await AssertLostAsync(logs.Log, Data);
    }

    [Fact]
    public async Task Segments_that_are_given_back_are_no_loss()
    {
        await using var logs = await OpenAsync();
        await using var writer = await logs.Log.OpenWriterAsync("t", Ended);
        for (var i = 0; i < 20; i++)
        {
            var next = await writer.AppendAsync(0, Enumerable.Repeat(new NewRecord(new byte[1000], 0), 100).ToArray(), Ended) + 100;
            await logs.Log.TrimAsync(new TopicPartition("t", 0), next - 1, Ended);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2_000, (await logs.Log.RangeAsync(new TopicPartition("t", 0), Ended)).End);
        Assert.InRange(Directory.GetFiles(Path.Combine(Data, "log", "t"), "segment.*").Length, 1, 3);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<EmbeddedLogs> OpenAsync()
    {
        var logs = new EmbeddedLogs(Data, time: _clock);
        await logs.Log.EnsureTopicAsync("t", 1, Ended);
        return logs;
    }

    /// <summary>Whoever asks is told, so that a node shows it before it is given an event.</summary>
    private static async Task AssertLostAsync(IEventLog log, string path)
    {
        var range = await Assert.ThrowsAsync<EventLogException>(async () => await log.RangeAsync(new TopicPartition("t", 0), Ended));
        Assert.Contains(path, range.Message, StringComparison.Ordinal);
        var writer = await Assert.ThrowsAsync<EventLogException>(async () => await log.OpenWriterAsync("t", Ended));
        Assert.Contains(path, writer.Message, StringComparison.Ordinal);
        var commit = await Assert.ThrowsAsync<EventLogException>(
            async () => await log.CommitAsync("g", new TopicPartition("t", 0), new GroupCommit(1, ""), Ended));
        Assert.Contains(path, commit.Message, StringComparison.Ordinal);
    }

    private static void CopyAll(string from, string to)
    {
        foreach (var path in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "lock"))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }
}
