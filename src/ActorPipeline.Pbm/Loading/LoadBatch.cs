using System.Buffers.Binary;

namespace ActorPipeline.Pbm.Loading;

/// <summary>A part of a load as it is sent: records, each with its length before it as four bytes, little-endian. Not thread safe.</summary>
/// <remarks>Memory is bounded by <see cref="MaxBytes"/>; the buffer is used again for the next part.</remarks>
internal sealed class LoadBatch
{
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Bytes of the largest record: one fills a part.</summary>
    public const int MaxRecordBytes = MaxBytes - sizeof(int);

    public const int MaxRecords = 5_000;

    private readonly byte[] _buffer = new byte[MaxBytes];
    private int _begin;
    private int _end;

    public long First { get; private set; }

    public long End => First + Count;

    public int Count { get; private set; }

    /// <summary>Bytes of the records ever added, without their lengths.</summary>
    public long ContentBytes { get; private set; }

    /// <summary>Bytes of the files read when it was complete: how far a progress bar is.</summary>
    public long ReadBytes { get; set; }

    public ReadOnlyMemory<byte> Body => _buffer.AsMemory(_begin, _end - _begin);

    public void Reset(long first)
    {
        (First, Count, ContentBytes, ReadBytes) = (first, 0, 0, 0);
        (_begin, _end) = (0, 0);
    }

    /// <summary>Adds a record.</summary>
    /// <returns>False when it does not fit any more.</returns>
    public bool TryAdd(ReadOnlySpan<byte> record)
    {
        if (Count == MaxRecords || sizeof(int) + record.Length > MaxBytes - _end)
        {
            return false;
        }

        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_end), record.Length);
        record.CopyTo(_buffer.AsSpan(_end + sizeof(int)));
        _end += sizeof(int) + record.Length;
        Count++;
        ContentBytes += record.Length;
        return true;
    }

    /// <summary>Leaves out the records before an index: the node has them.</summary>
    public void SkipTo(long index)
    {
        for (; First < index && Count > 0; First++, Count--)
        {
            _begin += sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_begin));
        }
    }
}
