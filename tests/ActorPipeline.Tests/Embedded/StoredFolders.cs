using ActorPipeline.Embedded.Files;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Tests.Embedded;

/// <summary>Data folders as nodes leave them, made once for all tests that damage them.</summary>
public sealed class StoredFolders : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Of a node that was stopped, after its shard log was trimmed.</summary>
    internal string Stopped => _folder.Of("stopped");

    /// <summary>The same folder some time before.</summary>
    internal string Older => _folder.Of("older");

    /// <summary>Of a node that was killed a while after it had come to rest.</summary>
    internal string Killed => _folder.Of("killed");

    /// <summary>What a node on an undamaged folder tells.</summary>
    internal string StoppedRows { get; private set; } = "";

    internal string KilledRows { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await RunAsync(Stopped, 0);
        Copy(Stopped, Older);
        await RunAsync(Stopped, 1);
        StoppedRows = await RunAsync(Stopped, 2);
        Assert.False(File.Exists(Path.Combine(Stopped, "log", "ap.site.shards", "segment.0")), "the shard log was not trimmed");

        Copy(Stopped, _folder.Of("running"));
        await KillAsync(_folder.Of("running"));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A copy to damage.</summary>
    internal static void Copy(string from, string to)
    {
        foreach (var path in Files(from))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }

    /// <summary>All files but the lock, which says nothing.</summary>
    internal static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "lock").Order(StringComparer.Ordinal);

    private static async Task<string> RunAsync(string folder, int round)
    {
        var node = await FolderNode.StartAsync(folder);
        await node.TakeInAsync(round * 500, 500);
        var rows = await node.DescribeAsync();
        await node.LeaveAsync();
        return rows;
    }

    private async Task KillAsync(string folder)
    {
        var clock = new VirtualTimeProvider();
        await using var node = await FolderNode.StartAsync(folder, clock);
        await node.TakeInAsync(1_500, 100);
        KilledRows = await node.DescribeAsync();
        var before = MarkOf(folder);
        clock.Advance(TimeSpan.FromSeconds(5));
        while (MarkOf(folder) == before)
        {
            await Task.Yield();
        }

        Copy(folder, Killed);
    }

    private static string MarkOf(string folder) => CheckedText.Read(Path.Combine(folder, "manifest"))[1];
}
