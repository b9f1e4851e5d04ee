using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ActorPipeline.Decoding;

/// <summary>Text that stands between the values of a line. A space of it is one or more in a line. Immutable.</summary>
internal sealed class LineLiteral
{
    private readonly byte[] _text;
    private readonly bool _endsWithSpace;
    private readonly ulong _word;
    private readonly ulong _mask;

    public LineLiteral(byte[] text)
    {
        _text = text;
        _endsWithSpace = text is [.., (byte)' '];

        // Text that is longer than a word is compared byte by byte.
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        Span<byte> mask = stackalloc byte[sizeof(ulong)];
        word.Clear();
        mask.Clear();
        if (text.Length <= sizeof(ulong))
        {
            text.CopyTo(word);
            mask[..text.Length].Fill(byte.MaxValue);
        }

        _word = BinaryPrimitives.ReadUInt64LittleEndian(word);
        _mask = BinaryPrimitives.ReadUInt64LittleEndian(mask);
    }

    /// <summary>Steps over it.</summary>
    /// <returns>The place behind it; the complement of the place where something else stands.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Skip(ReadOnlySpan<byte> line, int at)
    {
        // Mostly it stands there as it is, each space once.
        if (_mask != 0 && at <= line.Length - sizeof(ulong) && (BinaryPrimitives.ReadUInt64LittleEndian(line[at..]) & _mask) == _word)
        {
            at += _text.Length;
            return _endsWithSpace ? ByteSearch.SkipSpaces(line, at) : at;
        }

        return SkipByByte(line, at);
    }

    private int SkipByByte(ReadOnlySpan<byte> line, int at)
    {
        foreach (var wanted in _text)
        {
            if (at == line.Length || line[at] != wanted)
            {
                return ~at;
            }

            at = wanted == (byte)' ' ? ByteSearch.SkipSpaces(line, at + 1) : at + 1;
        }

        return at;
    }
}
