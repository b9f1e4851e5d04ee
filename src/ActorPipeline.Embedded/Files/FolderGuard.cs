using System.Collections.Concurrent;

namespace ActorPipeline.Embedded.Files;

/// <summary>Notices that what this process has open is no longer at its path: deleted, moved, replaced, or on a disk that was taken away. What is written
/// there then is gone when the process ends.</summary>
/// <remarks>A loss that was noticed stays one: nobody can tell what was written meanwhile, and where. Safe to use concurrently.</remarks>
internal sealed class FolderGuard
{
    // Bounded by the files that are open, and a few folders.
    private readonly ConcurrentDictionary<string, FileIdentity> _watched = new(StringComparer.Ordinal);
    private string? _lost;

    /// <summary>What was lost, in a sentence; null while all is in place.</summary>
    internal string? Lost => Volatile.Read(ref _lost);

    /// <summary>Watches a file or folder from now on.</summary>
    /// <exception cref="IOException">It is not there, or another one than that watched already.</exception>
    internal void Watch(string path)
    {
        if (FileIdentity.At(path) is not { } found || _watched.GetOrAdd(path, found) != found)
        {
            throw new IOException(Lose(path));
        }
    }

    /// <summary>Watches a file or folder no longer. To be called before it is deleted.</summary>
    internal void Forget(string path) => _watched.TryRemove(path, out _);

    /// <summary>Looks now whether what is watched at a path is in place.</summary>
    /// <exception cref="IOException">It is not, or something else was lost before.</exception>
    internal void Demand(string path)
    {
        if (Lost is not null || !IsInPlace(path))
        {
            throw new IOException(Lose(path));
        }
    }

    /// <summary>Looks at all that is watched. True when a loss is noticed that was not known.</summary>
    internal bool NoticesLoss()
    {
        if (Lost is null && _watched.Keys.FirstOrDefault(path => !IsInPlace(path)) is { } path)
        {
            Lose(path);
            return true;
        }

        return false;
    }

    // What is forgotten while it is looked at was deleted by this process.
    private bool IsInPlace(string path) =>
        !_watched.TryGetValue(path, out var known) || FileIdentity.At(path) == known || !_watched.Contains(KeyValuePair.Create(path, known));

    private string Lose(string path)
    {
        var reason = $"{path} is no longer what this node opened: it was deleted, moved or replaced, or its disk is gone. Nothing more is stored; "
            + "stop the node, put the whole data folder back as it was, and start the node again";
        return Interlocked.CompareExchange(ref _lost, reason, null) ?? reason;
    }
}
