using ActorPipeline.Storage;

namespace ActorPipeline.TestKit.Store;

/// <summary>The chunks and the pointer of one shard, in memory. Thread-safe.</summary>
internal sealed class StoredShard
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<ChunkId, byte[]> _chunks = [];

    /// <summary>The pointer.</summary>
    public ShardPointer Pointer { get; private set; } = ShardPointer.None;

    /// <summary>The chunks there are, in order.</summary>
    public IReadOnlyList<ChunkId> Chunks
    {
        get
        {
            lock (_gate)
            {
                return [.. _chunks.Keys];
            }
        }
    }

    /// <summary>A chunk's bytes, or null.</summary>
    public ReadOnlyMemory<byte>? Read(ChunkId chunk)
    {
        lock (_gate)
        {
            return _chunks.TryGetValue(chunk, out var bytes) ? bytes : default(ReadOnlyMemory<byte>?);
        }
    }

    /// <summary>Stores a copy.</summary>
    public void Write(ChunkId chunk, ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            _chunks[chunk] = bytes.ToArray();
        }
    }

    /// <summary>Forgets a chunk.</summary>
    public void Delete(ChunkId chunk)
    {
        lock (_gate)
        {
            _chunks.Remove(chunk);
        }
    }

    /// <summary>Moves the pointer when it is the one expected.</summary>
    public bool TryMove(ShardPointer expected, ShardPointer replacement)
    {
        lock (_gate)
        {
            if ((Pointer.Epoch, Pointer.Version) != (expected.Epoch, expected.Version))
            {
                return false;
            }

            Pointer = replacement with { Current = replacement.Current.ToArray(), Previous = replacement.Previous.ToArray() };
            return true;
        }
    }
}
