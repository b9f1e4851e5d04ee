using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ActorPipeline.Log;

/// <summary>Headers of a record in their encoded form: per header a name and a value, each with its length as two bytes, little-endian.</summary>
public readonly record struct RecordHeaders(ReadOnlyMemory<byte> Encoded)
{
    /// <summary>True when there are none.</summary>
    public bool IsEmpty => Encoded.IsEmpty;

    /// <summary>Encodes headers. Names and values that are longer than 65,535 bytes are cut.</summary>
    public static RecordHeaders Encode(params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var (name, value) in headers)
        {
            Write(output, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        }

        return new RecordHeaders(output.WrittenSpan.ToArray());
    }

    /// <summary>Encodes a header. What is longer than 65,535 bytes is cut.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        ArgumentNullException.ThrowIfNull(output);
        WritePart(output, name);
        WritePart(output, value);
    }

    /// <summary>Takes the first header off encoded ones; false when there is no whole one any more.</summary>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        return TakePart(ref rest, out name) && TakePart(ref rest, out value);
    }

    /// <summary>These headers and one more.</summary>
    public RecordHeaders With(string name, string value)
    {
        var added = Encode((name, value)).Encoded;
        return IsEmpty ? new RecordHeaders(added) : new RecordHeaders((byte[])[.. Encoded.Span, .. added.Span]);
    }

    /// <summary>Finds the value of a header; false, and an empty one, when there is none. Names compare without case, as HTTP's do.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var rest = Encoded.Span;
        while (TryTake(ref rest, out var found, out value))
        {
            if (Ascii.EqualsIgnoreCase(found, name))
            {
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>All headers as text, in order.</summary>
    public IReadOnlyList<(string Name, string Value)> Decode()
    {
        var headers = new List<(string, string)>();
        var rest = Encoded.Span;
        while (TryTake(ref rest, out var name, out var value))
        {
            headers.Add((Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(value)));
        }

        return headers;
    }

    private static void WritePart(IBufferWriter<byte> output, ReadOnlySpan<byte> part)
    {
        var cut = part[..Math.Min(part.Length, ushort.MaxValue)];
        BinaryPrimitives.WriteUInt16LittleEndian(output.GetSpan(2), (ushort)cut.Length);
        output.Advance(2);
        output.Write(cut);
    }

    private static bool TakePart(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> part)
    {
        part = default;
        if (rest.Length < 2)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        if (rest.Length < 2 + length)
        {
            return false;
        }

        part = rest.Slice(2, length);
        rest = rest[(2 + length)..];
        return true;
    }
}
