using Xunit;

namespace ActorPipeline.Integration.Processes;

/// <summary>A disk of a few megabytes that can be filled: a tmpfs, where the tests may mount one.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string path) => Path = path;

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>Mounts the disk, or skips the test with the reason.</summary>
    public static async Task<SmallDisk> MountOrSkipAsync(int megabytes, CancellationToken cancellationToken)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a small disk is only mounted on Linux");
        var path = Directory.CreateTempSubdirectory("actorpipeline-disk-").FullName;
        await using var mount = ChildProcess.Start("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path);
        var mounted = await mount.ResultAsync(cancellationToken);
        if (mounted.ExitCode != 0)
        {
            Directory.Delete(path);
            Assert.Skip($"no small disk can be mounted here: {mounted.Errors.Trim()}");
        }

        return new SmallDisk(path);
    }

    /// <summary>Takes space away for a while.</summary>
    public Task TakeAsync(int megabytes, CancellationToken cancellationToken) => File.WriteAllBytesAsync(Ballast, new byte[megabytes << 20], cancellationToken);

    /// <summary>Takes all space there is.</summary>
    public async Task FillAsync(CancellationToken cancellationToken)
    {
        await using var ballast = File.OpenWrite(Ballast);
        try
        {
            // A page at a time: what is left is less.
            for (var page = new byte[4096]; ;)
            {
                await ballast.WriteAsync(page, cancellationToken);
                await ballast.FlushAsync(cancellationToken);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives it back.</summary>
    public void GiveBack() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        await using var unmount = ChildProcess.Start("umount", "-l", Path);
        await unmount.ResultAsync(CancellationToken.None);
        Directory.Delete(Path);
    }
}
