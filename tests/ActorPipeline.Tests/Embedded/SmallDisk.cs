using System.Diagnostics;
using Xunit;

namespace ActorPipeline.Tests.Embedded;

/// <summary>A disk of a few megabytes that can be filled: a tmpfs, where the process may mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const string Filler = "filler";

    private SmallDisk(string path) => Path = path;

    internal string Path { get; }

    /// <summary>Mounts the disk, or skips the test with the reason.</summary>
    internal static SmallDisk MountOrSkip(int megabytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a small disk is only mounted on Linux");
        var path = Directory.CreateTempSubdirectory("actorpipeline-disk-").FullName;
        var error = Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path);
        if (error is not null)
        {
            Directory.Delete(path);
            Assert.Skip($"no small disk can be mounted here: {error}");
        }

        return new SmallDisk(path);
    }

    /// <summary>Takes all the space that is left.</summary>
    internal void Fill()
    {
        using var file = File.OpenHandle(System.IO.Path.Combine(Path, Filler), FileMode.Create, FileAccess.Write);
        var at = 0L;
        for (var size = 1 << 20; size >= 4096;)
        {
            try
            {
                RandomAccess.Write(file, new byte[size], at);
                at += size;
            }
            catch (IOException)
            {
                size /= 2;
            }
        }
    }

    /// <summary>Gives the space back.</summary>
    internal void Free() => File.Delete(System.IO.Path.Combine(Path, Filler));

    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static string? Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : error.Trim();
    }
}
