using System.Globalization;
using System.Text;
using ActorPipeline.Embedded.Contents;
using ActorPipeline.Embedded.Files;
using ActorPipeline.Embedded.Log;

namespace ActorPipeline.Embedded;

/// <summary>The folder that one process keeps its state in, locked against a second one for as long as it is open.</summary>
public sealed class DataFolder : IDisposable
{
    private const string LockName = "lock";
    private const string LogName = "log";
    private const string ViewsName = "views.duckdb";
    private const string SnapshotsName = "snapshots";

    private readonly FileStream _lock;
    private readonly Lazy<FolderManifest> _manifest;

    private DataFolder(string path, FileStream held, string? openToOthers)
    {
        (Path, _lock, OpenToOthers) = (path, held, openToOthers);
        Guard.Watch(path);
        Guard.Watch(held.Name);
        _manifest = new Lazy<FolderManifest>(LoadManifest);
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>Folder of the event log.</summary>
    public string LogPath => System.IO.Path.Combine(Path, LogName);

    /// <summary>File of the view store.</summary>
    public string ViewsPath => System.IO.Path.Combine(Path, ViewsName);

    /// <summary>Folder of the snapshot chunks.</summary>
    public string SnapshotsPath => System.IO.Path.Combine(Path, SnapshotsName);

    /// <summary>What the folder must hold; read when first asked for, since a node of a cluster keeps nothing here.</summary>
    internal FolderManifest Manifest => _manifest.Value;

    internal FolderGuard Guard { get; } = new();

    /// <summary>Why others have rights to the folder; null where it is for its user alone.</summary>
    internal string? OpenToOthers { get; }

    /// <summary>Creates the folder where needed, for its user alone, and locks it.</summary>
    /// <exception cref="DataFolderInUseException">Another process, or another part of this one, holds it.</exception>
    /// <exception cref="DataFolderException">The folder cannot be created or written.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        var lockFile = System.IO.Path.Combine(full, LockName);
        try
        {
            DurableFile.CreateFolder(full);
            var openToOthers = TakeFromOthers(full);
            return new DataFolder(full, Lock(lockFile), openToOthers);
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
        var file = OwnerRights.OpenFile(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, share);
        file.SetLength(0);
        file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        file.Flush(flushToDisk: true);
        return file;
    }

    private FolderManifest LoadManifest()
    {
        try
        {
            return FolderManifest.Load(Path, Guard, manifest => OlderFolder.Find(LogPath, manifest));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException($"data folder {Path} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Takes the rights that others have to a node's folder, or to an empty one. Nothing is changed in any other: somebody may have named their
    /// home.</summary>
    /// <returns>Why others still have rights; null where they have none.</returns>
    private static string? TakeFromOthers(string path)
    {
        try
        {
            // A disk of its own begins with a folder of the file system's.
            var names = Directory.GetFileSystemEntries(path).Select(System.IO.Path.GetFileName).OfType<string>().Where(name => name != "lost+found").ToList();
            var foreign = names.Count == 0 || names.Contains(LockName) ? names.Find(name => !IsOwn(name)) : names[0];
            if (foreign is null)
            {
                names.ForEach(name => OwnerRights.TakeAllFromOthers(System.IO.Path.Combine(path, name)));
                OwnerRights.TakeFromOthers(path);
            }

            return OwnerRights.AreWide(path) ? $"{path} holds what is no node's, such as {foreign}" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static bool IsOwn(string name) =>
        name is LockName or LogName or SnapshotsName or ViewsName or FolderManifest.Name or $"{FolderManifest.Name}.new" or "node.json"
        || name.StartsWith("node.json.", StringComparison.Ordinal) || name.StartsWith($"{ViewsName}.", StringComparison.Ordinal);

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
