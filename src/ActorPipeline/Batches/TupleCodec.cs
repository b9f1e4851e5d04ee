using System.Text;

namespace ActorPipeline.Batches;

/// <summary>How several field values become one text: one value stands as it is; of several, each has its length before it.</summary>
internal static class TupleCodec
{
    public static void AddPart(Buffer<byte> target, ReadOnlySpan<byte> part)
    {
        var length = (uint)part.Length;
        while (length >= 0x80)
        {
            target.Add((byte)(length | 0x80));
            length >>= 7;
        }

        target.Add((byte)length);
        var start = target.Count;
        part.CopyTo(target.Resize(start + part.Length)[start..]);
    }

    public static ReadOnlySpan<byte> TakePart(ref ReadOnlySpan<byte> rest, int parts)
    {
        if (parts == 1)
        {
            var all = rest;
            rest = default;
            return all;
        }

        var reader = new ByteReader(rest);
        var part = reader.Bytes();
        rest = rest[reader.Position..];
        return part;
    }

    public static byte[] Encode(IReadOnlyList<string> parts)
    {
        if (parts.Count == 1)
        {
            return Encoding.UTF8.GetBytes(parts[0]);
        }

        var target = new Buffer<byte>();
        foreach (var part in parts)
        {
            AddPart(target, Encoding.UTF8.GetBytes(part));
        }

        return target.Span.ToArray();
    }

    public static byte[] Repeat(ReadOnlySpan<byte> part, int parts)
    {
        if (parts == 1)
        {
            return part.ToArray();
        }

        var target = new Buffer<byte>();
        for (var i = 0; i < parts; i++)
        {
            AddPart(target, part);
        }

        return target.Span.ToArray();
    }
}
