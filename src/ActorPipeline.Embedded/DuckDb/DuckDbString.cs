using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>duckdb_string_t: up to 12 bytes stand in the value itself; of longer ones the first four, and where the rest is.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct DuckDbString
{
    private const int MostInline = 12;

    [FieldOffset(0)]
    private uint _length;

    [FieldOffset(4)]
    private fixed byte _inline[MostInline];

    [FieldOffset(8)]
    private byte* _pointer;

    /// <summary>The bytes; valid as long as this value stays where it is.</summary>
    internal readonly ReadOnlySpan<byte> Bytes => _length <= MostInline
        ? new ReadOnlySpan<byte>(Unsafe.AsPointer(ref Unsafe.AsRef(in _inline[0])), (int)_length)
        : new ReadOnlySpan<byte>(_pointer, (int)_length);

    /// <summary>Sets the bytes. Longer ones are not copied: they must stay where they are until DuckDB has taken the chunk.</summary>
    internal void Set(byte* bytes, int length)
    {
        _length = (uint)length;
        if (length <= MostInline)
        {
            // The unused rest must be zero, since DuckDB compares and hashes the value as a whole.
            *(ulong*)((byte*)Unsafe.AsPointer(ref this) + 4) = 0;
            *(uint*)((byte*)Unsafe.AsPointer(ref this) + 12) = 0;
            new ReadOnlySpan<byte>(bytes, length).CopyTo(new Span<byte>((byte*)Unsafe.AsPointer(ref this) + 4, length));
        }
        else
        {
            *(uint*)((byte*)Unsafe.AsPointer(ref this) + 4) = *(uint*)bytes;
            _pointer = bytes;
        }
    }
}
