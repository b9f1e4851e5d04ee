using System.Globalization;
using System.Text;
using ActorPipeline.Embedded.Files;

namespace ActorPipeline.Embedded;

/// <summary>The folder that one process keeps its state in, locked against a second one for as long as it is open.</summary>
public sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        (Path, _lock) = (path, held);
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>Folder of the event log.</summary>
    public string LogPath => System.IO.Path.Combine(Path, "log");

    /// <summary>File of the view store.</summary>
    public string ViewsPath => System.IO.Path.Combine(Path, "views.duckdb");

    /// <summary>Folder of the snapshot chunks.</summary>
    public string SnapshotsPath => System.IO.Path.Combine(Path, "snapshots");

    /// <summary>Creates the folder where needed and locks it.</summary>
    /// <exception cref="DataFolderInUseException">Another process, or another part of this one, holds it.</exception>
    /// <exception cref="DataFolderException">The folder cannot be created or written.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        var lockFile = System.IO.Path.Combine(full, "lock");
        try
        {
            DurableFile.CreateFolder(full);
            return new DataFolder(full, Lock(lockFile));
        }
        catch (IOException) when (HolderOf(lockFile) is { } holder)
        {
            throw new DataFolderInUseException(full, holder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException($"data folder {full} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose()
    {
        if (_lock.CanWrite)
        {
            // An empty file says that nobody holds it; the file itself stays, since deleting it would race with the next holder.
            _lock.SetLength(0);
            _lock.Dispose();
        }
    }

    private static FileStream Lock(string lockFile)
    {
        // On Windows the holder must let others read the process id; elsewhere reading needs no share.
        var share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;
        var file = new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, share);
        file.SetLength(0);
        file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        file.Flush(flushToDisk: true);
        return file;
    }

    private static int? HolderOf(string lockFile)
    {
        Span<byte> buffer = stackalloc byte[16];
        var length = OperatingSystem.IsWindows() ? ReadShared(lockFile, buffer) : LibC.ReadUnlocked(lockFile, buffer);
        return int.TryParse(buffer[..length], CultureInfo.InvariantCulture, out var pid) ? pid : null;
    }

    private static int ReadShared(string lockFile, Span<byte> buffer)
    {
        using var file = new FileStream(lockFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return file.Read(buffer);
    }
}
