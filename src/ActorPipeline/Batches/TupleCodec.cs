using System.Text;

namespace ActorPipeline.Batches;

/// <summary>How several field values become one text: one value stands as it is; of several, each has its length before it.</summary>
internal static class TupleCodec
{
    /// <summary>Each part of what stands for keys and breakdowns that are too long, or above the bound of groups.</summary>
    public const string OverflowPart = "~other";

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

        var target = new ByteWriter();
        foreach (var part in parts)
        {
            target.Bytes(Encoding.UTF8.GetBytes(part));
        }

        return target.Written.ToArray();
    }

    /// <summary>What stands for keys and breakdowns that are too long, or above the bound of groups.</summary>
    public static byte[] Overflow(int parts) => Encode([.. Enumerable.Repeat(OverflowPart, parts)]);
}
