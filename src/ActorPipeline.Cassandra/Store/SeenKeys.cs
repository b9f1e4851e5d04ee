using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ActorPipeline.Views;

namespace ActorPipeline.Cassandra.Store;

/// <summary>Keys that this store has written to a keys table already. Thread-safe.</summary>
/// <remarks>Bounded: full, it forgets everything, and keys are written again, which does no harm. Where rows are not kept for ever it also forgets in half that
/// time, so that a key in use never expires.</remarks>
internal sealed class SeenKeys(TimeSpan keep, TimeProvider time)
{
    // About 12 MB.
    private const int Most = 262_144;
    private readonly Lock _gate = new();
    private readonly HashSet<UInt128> _seen = [];
    private long _since = time.GetTimestamp();

    public bool Add(RowBatch batch, int row)
    {
        var hash = HashOf(batch, row);
        lock (_gate)
        {
            if (_seen.Count >= Most || (keep > TimeSpan.Zero && time.GetElapsedTime(_since) > keep / 2))
            {
                Clear();
            }

            return _seen.Add(hash);
        }
    }

    /// <summary>Forgets everything: some keys that were noted may not have been written.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            Clear();
        }
    }

    private void Clear()
    {
        _seen.Clear();
        _since = time.GetTimestamp();
    }

    /// <summary>Half of the SHA-256 of view, shard and key: no two that differ will ever share it.</summary>
    private static UInt128 HashOf(RowBatch batch, int row)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[4];
        Append(sha, number, Encoding.UTF8.GetBytes(batch.Pipeline));
        Append(sha, number, Encoding.UTF8.GetBytes(batch.View.Name));
        BinaryPrimitives.WriteInt32LittleEndian(number, batch.Shard);
        sha.AppendData(number);
        foreach (var part in batch.Keys)
        {
            Append(sha, number, part[row]);
        }

        sha.GetHashAndReset(hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private static void Append(IncrementalHash sha, Span<byte> length, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        sha.AppendData(length);
        sha.AppendData(bytes);
    }
}
