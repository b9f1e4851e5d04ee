using System.Globalization;
using ActorPipeline.Embedded;
using ActorPipeline.Embedded.Files;
using ActorPipeline.Embedded.Store;
using ActorPipeline.Log;
using ActorPipeline.TestKit.Conformance;
using ActorPipeline.Tests.Embedded.Log;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorPipeline.Tests.Embedded.Contents;

/// <summary>The states of a data folder in which a kill between two steps of the manifest and what it names leaves it: each starts.</summary>
public sealed class KilledBetweenStepsTests : IDisposable
{
    private static readonly TopicPartition Partition = new("t", 0);
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private string Data => _folder.Of("data");

    private string Topic => Path.Combine(Data, "log", "t");

    [Theory]
    [InlineData()]
    [InlineData("topic.new")]
    [InlineData("topic")]
    [InlineData("topic", "commits.new")]
    [InlineData("topic", "commits")]
    public async Task A_topic_that_was_being_made_is_made_with_the_epoch_it_was_given(params string[] made)
    {
        TopicDescription topic;
        await using (var logs = new EmbeddedLogs(Data))
        {
            topic = await logs.Log.EnsureTopicAsync("t", 1, Ended);
        }

        foreach (var file in Directory.GetFiles(Topic).Where(file => !made.Contains(Path.GetFileName(file))))
        {
            File.Delete(file);
        }

        foreach (var draft in made.Where(name => name.EndsWith(".new", StringComparison.Ordinal)))
        {
            await File.WriteAllTextAsync(Path.Combine(Topic, draft), "vers", Ended);
        }

        if (made.Length == 0)
        {
            Directory.Delete(Topic);
        }

        await using var reopened = new EmbeddedLogs(Data);
        Assert.Equal(topic, await reopened.Log.EnsureTopicAsync("t", 1, Ended));
        Assert.Equal(0, await AppendAsync(reopened.Log, 1));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    public async Task Segments_that_were_being_given_back_are_given_back(bool isCommitted, int deleted)
    {
        await using (var logs = new EmbeddedLogs(Data))
        {
            await logs.Log.EnsureTopicAsync("t", 1, Ended);
            await AppendAsync(logs.Log, 1_000);
        }

        StoredFolders.Copy(Data, _folder.Of("before"));
        await using (var logs = new EmbeddedLogs(Data))
        {
            await logs.Log.EnsureTopicAsync("t", 1, Ended);
            await logs.Log.TrimAsync(Partition, 999, Ended);
        }

        // The manifest comes first, then the log's own commit, then the files go.
        var before = Path.Combine(_folder.Of("before"), "log", "t");
        var gone = Directory.GetFiles(before, "segment.*").Where(file => !File.Exists(Path.Combine(Topic, Path.GetFileName(file)))).Order(StringComparer.Ordinal).ToList();
        Assert.True(gone.Count > 2, $"{gone.Count} segments were given back");
        gone.Skip(deleted).ToList().ForEach(file => File.Copy(file, Path.Combine(Topic, Path.GetFileName(file))));
        if (!isCommitted)
        {
            // No record of the trim is in the log, but the manifest does not say more than what was durable before it.
            File.Copy(Path.Combine(before, "commits"), Path.Combine(Topic, "commits"), overwrite: true);
            ReplaceInManifest(Path.Combine(_folder.Of("before"), "manifest"), "until ");
        }

        await using var reopened = new EmbeddedLogs(Data);
        await reopened.Log.EnsureTopicAsync("t", 1, Ended);
        Assert.Equal(1_000, (await reopened.Log.RangeAsync(Partition, Ended)).End);
        Assert.Equal(1_000, await AppendAsync(reopened.Log, 1));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task A_store_may_be_one_mark_ahead_of_the_manifest_and_no_more(int marks, bool starts)
    {
        await WriteAsync(0);
        var manifest = await File.ReadAllBytesAsync(Path.Combine(Data, "manifest"), Ended);
        for (var i = 0; i < marks; i++)
        {
            await WriteAsync(1 + i);
        }

        await File.WriteAllBytesAsync(Path.Combine(Data, "manifest"), manifest, Ended);

        if (starts)
        {
            await WriteAsync(1 + marks);
        }
        else
        {
            var refused = await Assert.ThrowsAsync<DataLostException>(() => WriteAsync(1 + marks));
            Assert.Contains("the manifest is older than", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_store_that_was_made_but_not_yet_named_is_gone_on_with()
    {
        DataFolder.Open(Data).Dispose();
        await using (var logs = new EmbeddedLogs(Data))
        {
        }

        var manifest = await File.ReadAllBytesAsync(Path.Combine(Data, "manifest"), Ended);
        using (var folder = DataFolder.Open(Data))
        {
            await using var store = Open(folder);
        }

        await File.WriteAllBytesAsync(Path.Combine(Data, "manifest"), manifest, Ended);

        await WriteAsync(0);
    }

    public void Dispose() => _folder.Dispose();

    private static DuckDbViewStore Open(DataFolder folder) =>
        new(folder, new DuckDbStoreOptions(), TimeProvider.System, NullLogger<DuckDbViewStore>.Instance);

    private async Task WriteAsync(int round)
    {
        using var folder = DataFolder.Open(Data);
        await using var store = Open(folder);
        await store.RegisterAsync(StoredViews.Pipeline($"p{round}"), "f", Ended);
    }

    private static async Task<long> AppendAsync(IEventLog log, int records)
    {
        await using var writer = await log.OpenWriterAsync("t", Ended);
        return await writer.AppendAsync(0, Enumerable.Repeat(new NewRecord(new byte[1000], 0), records).ToArray(), Ended);
    }

    /// <summary>Takes the number after a word from another manifest.</summary>
    private void ReplaceInManifest(string other, string word)
    {
        var path = Path.Combine(Data, "manifest");
        var lines = CheckedText.Read(path);
        var number = NumberAfter(CheckedText.Read(other)[3], word);
        lines[3] = lines[3].Replace(word + NumberAfter(lines[3], word), word + number, StringComparison.Ordinal);
        CheckedText.Replace(path, string.Join('\n', lines) + '\n');
    }

    private static string NumberAfter(string line, string word)
    {
        var number = line[(line.IndexOf(word, StringComparison.Ordinal) + word.Length)..].Split(' ')[0];
        return long.Parse(number, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
    }
}
