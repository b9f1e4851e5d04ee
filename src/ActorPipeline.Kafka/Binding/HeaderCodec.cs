using System.Buffers;
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
        while (RecordHeaders.TryTake(ref rest, out var name, out var value))
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
            var header = value == null ? default : new ReadOnlySpan<byte>(value, (int)size);
            RecordHeaders.Write(output, MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name), header);
        }
    }
}
