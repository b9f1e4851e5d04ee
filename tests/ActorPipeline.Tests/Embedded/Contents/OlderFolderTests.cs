using ActorPipeline.Embedded.DuckDb;
using ActorPipeline.Embedded.Files;
using Xunit;

namespace ActorPipeline.Tests.Embedded.Contents;

/// <summary>A folder that a program wrote which made no manifest.</summary>
public sealed class OlderFolderTests(StoredFolders folders) : IClassFixture<StoredFolders>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.Of("data");

    private string Manifest => Path.Combine(Data, "manifest");

    [Fact]
    public async Task It_starts_and_tells_what_it_told_and_has_a_manifest_from_then_on()
    {
        MakeOlder();

        await RunAsync();

        Assert.Contains("topic ap.site.shards partitions 1 ", File.ReadAllText(Manifest), StringComparison.Ordinal);
        Assert.All(TopicFiles(), file => Assert.Equal("version 2", File.ReadLines(file).First()));
        File.Delete(Manifest);
        var refused = await Assert.ThrowsAsync<DataLostException>(RunAsync);
        Assert.StartsWith($"{Manifest} is missing", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("log/ap.site.shards/topic")]
    [InlineData("log/ap.site.shards/commits")]
    [InlineData("log/ap.site.shards/segment.*")]
    [InlineData("log/site/segment.*")]
    public async Task What_can_be_told_to_be_missing_is_named(string name)
    {
        MakeOlder();
        var missing = Directory.GetFiles(Data, name).Order(StringComparer.Ordinal).First();
        File.Delete(missing);

        var refused = await Assert.ThrowsAsync<DataLostException>(RunAsync);

        Assert.Contains(Path.GetDirectoryName(missing)!, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kill_in_the_middle_of_the_change_leaves_it_to_the_next_start()
    {
        MakeOlder();
        var older = TopicFiles().ToDictionary(file => file, File.ReadAllText);
        var groups = File.ReadAllText(Path.Combine(Data, "log", "groups"));
        await RunAsync();

        // The manifest is there, one topic is changed, the others and the groups are not.
        foreach (var (file, content) in older.Skip(1))
        {
            File.WriteAllText(file, content);
        }

        File.WriteAllText(Path.Combine(Data, "log", "groups"), groups);
        var lines = CheckedText.Read(Manifest);
        lines[2] = "groups 0";
        CheckedText.Replace(Manifest, string.Join('\n', lines) + '\n');

        await RunAsync();
    }

    public void Dispose() => _folder.Dispose();

    private IEnumerable<string> TopicFiles() => Directory.GetFiles(Data, "topic", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private async Task RunAsync()
    {
        await using var node = await FolderNode.StartAsync(Data);
        Assert.Equal(folders.StoppedRows, await node.DescribeAsync());
    }

    /// <summary>Makes of a folder what the version before would have written.</summary>
    private void MakeOlder()
    {
        StoredFolders.Copy(folders.Stopped, Data);
        foreach (var file in TopicFiles())
        {
            File.WriteAllText(file, File.ReadAllText(file).Replace("version 2", "version 1", StringComparison.Ordinal));
        }

        var groups = Path.Combine(Data, "log", "groups");
        File.WriteAllText(groups, $"version 1\n{string.Join('\n', CheckedText.Read(groups).Skip(2))}\n");
        using (var database = DuckDbDatabase.Open(Path.Combine(Data, "views.duckdb"), new Dictionary<string, string>()))
        using (var connection = database.Connect())
        {
            connection.Execute("UPDATE store_version SET version = 1; DROP TABLE store_mark");
        }

        File.Delete(Manifest);
    }
}
