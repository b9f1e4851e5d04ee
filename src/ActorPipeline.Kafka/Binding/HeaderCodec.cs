using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Binding;

/// <summary>Translates headers between librdkafka's lists and the encoded form of <see cref="RecordHeaders"/>.</summary>
internal static unsafe class HeaderCodec
{
    /// <summary>Makes librdkafka's list of encoded headers; the caller's to destroy or to hand over.</summary>
    internal static IntPtr Write(RecordHeaders headers)
    {
        var list = NativeMethods.HeadersNew(4);
        var rest = headers.Encoded.Span;
        while (TakePart(ref rest, out var name) && TakePart(ref rest, out var value))
        {
            fixed (byte* names = name, values = value)
            {
                var nothing = (byte)0;
                _ = NativeMethods.HeaderAdd(list, names == null ? &nothing : names, name.Length, values == null ? &nothing : values, value.Length);
            }
        }

        return list;
    }

    internal static void Read(NativeMessage* message, IBufferWriter<byte> output)
    {
        IntPtr list;
        if (NativeMethods.MessageHeaders(message, &list) == ErrorCode.None)
        {
            Read(list, output);
        }
    }

    internal static void Read(IntPtr list, IBufferWriter<byte> output)
    {
        byte* name;
        byte* value;
        nuint size;
        for (nuint i = 0; NativeMethods.HeaderGet(list, i, &name, &value, &size) == ErrorCode.None; i++)
        {
            WritePart(output, MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));
            WritePart(output, value == null ? default : new ReadOnlySpan<byte>(value, (int)size));
        }
    }

    private static void WritePart(IBufferWriter<byte> output, ReadOnlySpan<byte> part)
    {
        // As RecordHeaders.Encode does: longer ones are cut.
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
