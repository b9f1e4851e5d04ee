using ActorPipeline.Embedded;
using ActorPipeline.Embedded.Files;
using ActorPipeline.Log;
using ActorPipeline.Storage;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Tests.Embedded;

/// <summary>Every file of a data folder, damaged in every way: a start is refused with the file's name, or it tells what it told before.</summary>
public sealed class DamagedFolderTests(StoredFolders folders) : IClassFixture<StoredFolders>
{
    [Fact]
    public Task An_undamaged_folder_starts_and_tells_what_it_told_before() => DamageEachAsync(_ => false);

    [Fact]
    public Task A_missing_file_is_named() => DamageEachAsync(path =>
    {
        File.Delete(path);
        return true;
    });

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public Task A_file_that_was_cut_short_is_named(double part) => DamageEachAsync(path =>
    {
        using var file = File.Open(path, FileMode.Open);
        file.SetLength(Math.Min((long)(file.Length * part), Math.Max(0, file.Length - 1)));
        return true;
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public Task A_file_with_a_bit_turned_is_named(int seed)
    {
        LongTests.RunOrSkip(LongTests.Run || seed == 1);
        var random = new Random(seed);
        return DamageEachAsync(path =>
        {
            using var file = File.Open(path, FileMode.Open);
            var at = random.NextInt64(file.Length);
            file.Position = at;
            var turned = (byte)(file.ReadByte() ^ (1 << random.Next(8)));
            file.Position = at;
            file.WriteByte(turned);
            return true;
        });
    }

    [Fact]
    public Task A_file_from_an_older_copy_is_named() => DamageEachAsync(
        path => Replace(folders.Older, path), path => Replace(folders.Stopped, path));

    [Theory]
    [InlineData("log")]
    [InlineData("snapshots")]
    [InlineData("log/site")]
    [InlineData("log/ap.site.shards")]
    public async Task A_missing_folder_is_named(string name)
    {
        using var work = new TemporaryFolder();
        StoredFolders.Copy(folders.Stopped, work.Of("data"));
        Directory.Delete(Path.Combine(work.Of("data"), name), recursive: true);

        Assert.Null(await TryAsync(work.Of("data"), folders.StoppedRows, name));
    }

    private async Task DamageEachAsync(Func<string, bool> damageStopped, Func<string, bool>? damageKilled = null)
    {
        List<string> failures =
        [
            .. await DamageEachAsync(folders.Stopped, folders.StoppedRows, damageStopped),
            .. await DamageEachAsync(folders.Killed, folders.KilledRows, damageKilled ?? damageStopped),
        ];
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    /// <summary>Damages each file in a copy of the folder, and starts a node on that copy.</summary>
    private static async Task<List<string>> DamageEachAsync(string folder, string expected, Func<string, bool> damage)
    {
        var failures = new List<string>();
        foreach (var name in StoredFolders.Files(folder).Select(path => Path.GetRelativePath(folder, path)))
        {
            using var work = new TemporaryFolder();
            StoredFolders.Copy(folder, work.Of("data"));
            var isDamaged = damage(Path.Combine(work.Of("data"), name));
            if (await TryAsync(work.Of("data"), expected, name) is { } failure)
            {
                failures.Add($"{Path.GetFileName(folder)}/{name}: {failure}");
            }

            if (!isDamaged)
            {
                break;
            }
        }

        return failures;
    }

    /// <summary>Null where the start is refused by name, or everything is told as before.</summary>
    private static async Task<string?> TryAsync(string folder, string expected, string name)
    {
        // The newest part of the store has a file of its own, which comes and goes.
        var named = Path.GetFileName(name).Replace(".wal", "", StringComparison.Ordinal);
        try
        {
            await using var node = await FolderNode.StartAsync(folder);
            var told = await node.DescribeAsync();
            return told == expected ? null : $"it tells {told.Split('\n')[0]}, expected {expected.Split('\n')[0]}, or other rows";
        }
        catch (Exception e) when (e is DataLostException or StoredFormatException or DataFolderException or EventLogException or ViewStoreException)
        {
            return e.Message.Contains(named, StringComparison.Ordinal) ? null : $"refused without its name: {e.Message}";
        }
    }

    private static bool Replace(string older, string path)
    {
        var data = Path.GetDirectoryName(path)!;
        while (Path.GetFileName(data) != "data")
        {
            data = Path.GetDirectoryName(data)!;
        }

        var source = Path.Combine(older, Path.GetRelativePath(data, path));
        if (File.Exists(source))
        {
            File.Copy(source, path, overwrite: true);
        }

        return true;
    }
}
