using System.Buffers;
using ActorPipeline.Cql.Messages;
using ActorPipeline.Cql.Types;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Tests.Wire;

/// <summary>Wire literals: hexadecimal with blanks where a reader wants them.</summary>
internal static class Bytes
{
    /// <summary>The bytes of a literal; a text within quotes stands for its UTF-8.</summary>
    public static byte[] Of(string literal)
    {
        var bytes = new List<byte>();
        var parts = literal.Split('\'');
        for (var i = 0; i < parts.Length; i++)
        {
            bytes.AddRange(i % 2 == 1 ? System.Text.Encoding.UTF8.GetBytes(parts[i]) : Convert.FromHexString(string.Concat(parts[i].Where(c => !char.IsWhiteSpace(c)))));
        }

        return [.. bytes];
    }

    /// <summary>What a writer was made to write, in hexadecimal.</summary>
    public static string Written(Action<WireWriter> write)
    {
        using var writer = new WireWriter();
        write(writer);
        return Convert.ToHexStringLower(writer.Written);
    }

    /// <summary>A literal in the form of <see cref="Written"/>.</summary>
    public static string Hex(string literal) => Convert.ToHexStringLower(Of(literal));

    /// <summary>An answer's frame with a body.</summary>
    public static CqlFrame Frame(Opcode opcode, byte[] body, int version = 4, FrameFlags flags = FrameFlags.None)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Math.Max(1, body.Length));
        body.CopyTo(rented, 0);
        return new CqlFrame(new FrameHeader(version, true, flags, 0, opcode, body.Length), rented);
    }

    /// <summary>An answer, decoded.</summary>
    public static Response Decode(Opcode opcode, string body, int version = 4, FrameFlags flags = FrameFlags.None, CqlColumns? known = null) =>
        ResponseDecoder.Decode(Frame(opcode, Of(body), version, flags), known);
}
