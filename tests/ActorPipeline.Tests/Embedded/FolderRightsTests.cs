using System.Runtime.Versioning;
using ActorPipeline.Embedded;
using Xunit;

namespace ActorPipeline.Tests.Embedded;

/// <summary>Who may enter a data folder on Unix.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FolderRightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FolderRightsTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows gives new files the rights of their folder");

    [Fact]
    public async Task All_that_is_stored_is_for_its_user_alone()
    {
        var node = await FolderNode.StartAsync(_folder.Of("data"));
        await node.TakeInAsync(0, 100);
        await node.LeaveAsync();

        AssertForUserAlone(_folder.Of("data"));
    }

    [Fact]
    public void Rights_that_others_have_to_the_folder_of_a_node_are_taken_from_them()
    {
        DataFolder.Open(_folder.Of("data")).Dispose();
        Directory.CreateDirectory(Path.Combine(_folder.Of("data"), "log", "t"));
        File.WriteAllText(Path.Combine(_folder.Of("data"), "log", "t", "topic"), "");
        File.WriteAllText(Path.Combine(_folder.Of("data"), "views.duckdb.wal"), "");
        SetWide(_folder.Of("data"));

        using var folder = DataFolder.Open(_folder.Of("data"));

        Assert.Null(folder.OpenToOthers);
        AssertForUserAlone(_folder.Of("data"));
    }

    [Fact]
    public void A_folder_that_holds_what_is_no_nodes_is_left_as_it_is_and_named()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Of("home"), "log"));
        SetWide(_folder.Of("home"));

        using var folder = DataFolder.Open(_folder.Of("home"));

        Assert.Contains(_folder.Of("home"), folder.OpenToOthers, StringComparison.Ordinal);
        Assert.True(File.GetUnixFileMode(Path.Combine(_folder.Of("home"), "log")).HasFlag(UnixFileMode.OtherRead));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder.Of("home"), "lock")));
    }

    public void Dispose() => _folder.Dispose();

    private static void SetWide(string folder)
    {
        foreach (var path in Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Append(folder))
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherRead | UnixFileMode.GroupWrite);
        }
    }

    private static void AssertForUserAlone(string folder)
    {
        const UnixFileMode User = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.All(
            Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Append(folder),
            path => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & ~User));
    }
}
