namespace ActorPipeline.Embedded.Files;

/// <summary>Rights on Unix: what a node stores is for the user that it runs as. Windows gives new files the rights of their folder.</summary>
internal static class OwnerRights
{
    private const UnixFileMode OfFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OfFolder = OfFile | UnixFileMode.UserExecute;

    internal static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OfFolder);
        }
    }

    /// <summary>Opens a file to write, unbuffered. One that was there keeps its rights.</summary>
    internal static FileStream OpenFile(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OfFile;
        }

        return new FileStream(path, options);
    }

    /// <summary>Takes from others what rights they have to a file or folder.</summary>
    /// <exception cref="UnauthorizedAccessException">It belongs to another user.</exception>
    internal static void TakeFromOthers(string path)
    {
        if (!OperatingSystem.IsWindows() && AreWide(path))
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) & OfFolder);
        }
    }

    /// <summary>Takes from others what rights they have to a file, or to a folder and all below it.</summary>
    /// <exception cref="UnauthorizedAccessException">Some of it belongs to another user.</exception>
    internal static void TakeAllFromOthers(string path)
    {
        if (Directory.Exists(path))
        {
            foreach (var below in Directory.EnumerateFileSystemEntries(path))
            {
                TakeAllFromOthers(below);
            }
        }

        TakeFromOthers(path);
    }

    /// <summary>Whether others have any right to a file or folder.</summary>
    internal static bool AreWide(string path) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OfFolder) != 0;
}
