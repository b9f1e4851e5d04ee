namespace ActorPipeline.Storage;

/// <summary>A shard of a pipeline.</summary>
/// <param name="Shard">The shard's number, from 0: also its partition in the shard log.</param>
public readonly record struct ShardId(string Pipeline, int Shard)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Pipeline}/{Shard}";
}

/// <summary>A chunk's name within its shard: the epoch that wrote it and a number counted up within that epoch.</summary>
public readonly record struct ChunkId(long Epoch, long Number) : IComparable<ChunkId>
{
    /// <inheritdoc/>
    public int CompareTo(ChunkId other) => (Epoch, Number).CompareTo((other.Epoch, other.Number));

    /// <inheritdoc/>
    public override string ToString() => $"{Epoch}-{Number}";

    /// <summary>Orders by epoch, then number.</summary>
    public static bool operator <(ChunkId left, ChunkId right) => left.CompareTo(right) < 0;

    /// <summary>Orders by epoch, then number.</summary>
    public static bool operator >(ChunkId left, ChunkId right) => left.CompareTo(right) > 0;

    /// <summary>Orders by epoch, then number.</summary>
    public static bool operator <=(ChunkId left, ChunkId right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by epoch, then number.</summary>
    public static bool operator >=(ChunkId left, ChunkId right) => left.CompareTo(right) >= 0;
}

/// <summary>Who owns a shard and where its last two checkpoints are: the one thing that is moved by compare-and-set.</summary>
/// <param name="Epoch">Bumped by every taking of the shard; an owner with a lower epoch is fenced.</param>
/// <param name="Owner">The owner: its node id, and what tells its process from others of that id.</param>
/// <param name="Current">The newest checkpoint's manifest, or empty when there is none.</param>
/// <param name="Previous">The manifest before that, kept for when a chunk of the newest is damaged; or empty.</param>
public sealed record ShardPointer(long Epoch, long Version, string Owner, ReadOnlyMemory<byte> Current, ReadOnlyMemory<byte> Previous)
{
    /// <summary>The pointer of a shard that never had an owner.</summary>
    public static ShardPointer None { get; } = new(0, 0, "", default, default);
}

/// <summary>The view store failed: a missing server, a full disk, a damaged file. The message names what and where.</summary>
public class ViewStoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>More readers wait than this node lets wait: nothing failed, and trying again later helps.</summary>
public sealed class ViewsBusyException(string message) : ViewStoreException(message);

/// <summary>A compare-and-set may or may not have happened: read the pointer back, never assume.</summary>
public sealed class UnknownOutcomeException(string message, Exception? inner = null) : ViewStoreException(message, inner);

/// <summary>The store is laid out in a way that this program cannot use: waiting does not help. The message says what stands in the way.</summary>
public sealed class StoreLayoutException(string message) : ViewStoreException(message);

/// <summary>Stored state belongs to another definition of the pipeline.</summary>
public sealed class FingerprintMismatchException(string pipeline, string stored, string wanted)
    : ViewStoreException($"pipeline {pipeline} has changed since its state was stored: {Difference(stored, wanted)}; rebuild it or restore the old definition")
{
    private static string Difference(string stored, string wanted)
    {
        var (before, now) = (stored.Split('\n'), wanted.Split('\n'));
        var line = before.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"it was \"{before.ElementAtOrDefault(line)}\", now it is \"{now.ElementAtOrDefault(line)}\"";
    }
}
