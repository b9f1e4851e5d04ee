using System.Runtime.InteropServices;
using ActorPipeline.Kafka.Binding;
using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Writing;

/// <summary>The fields of a record as rd_kafka_produceva takes them, filled again for every record of a call.</summary>
internal unsafe ref struct RecordFields
{
    private const int CopyValue = 2;
    private const int Value = 4;
    private const int Timestamp = 5;
    private const int Key = 6;
    private const int Headers = 7;
    private const int Count = 8;
    private readonly ProduceField* _fields;

    internal RecordFields(IntPtr topic, int partition, int slot)
    {
        _fields = (ProduceField*)NativeMemory.AllocZeroed(Count, (nuint)sizeof(ProduceField));
        _fields[0] = new ProduceField { Kind = ProduceFieldKind.TopicHandle, Pointer = topic };
        _fields[1] = new ProduceField { Kind = ProduceFieldKind.Partition, Int32 = partition };
        _fields[2] = new ProduceField { Kind = ProduceFieldKind.Flags, Int32 = CopyValue };
        _fields[3] = new ProduceField { Kind = ProduceFieldKind.Opaque, Pointer = slot };
    }

    public readonly void Dispose() => NativeMemory.Free(_fields);

    /// <summary>Hands a record over.</summary>
    /// <returns>Why it was refused, or null.</returns>
    internal readonly string? Produce(IntPtr handle, in NewRecord record)
    {
        fixed (byte* value = record.Value.Span, key = record.Key.Span)
        {
            // An empty value, not a missing one, which means deletion where topics are compacted.
            var nothing = (byte)0;
            _fields[Value] = new ProduceField { Kind = ProduceFieldKind.Value, Bytes = value == null ? &nothing : value, Size = (nuint)record.Value.Length };

            // Without bytes it is no key.
            _fields[Key] = new ProduceField { Kind = ProduceFieldKind.Key, Bytes = key, Size = (nuint)record.Key.Length };

            // librdkafka takes 0 for "now".
            _fields[Timestamp] = new ProduceField { Kind = ProduceFieldKind.Timestamp, Int64 = record.TimestampMs == 0 ? 1 : record.TimestampMs };
            if (record.Headers.IsEmpty)
            {
                return Handed(NativeMethods.Produce(handle, _fields, Headers));
            }

            var headers = HeaderCodec.Write(record.Headers);
            _fields[Headers] = new ProduceField { Kind = ProduceFieldKind.Headers, Pointer = headers };
            var refused = Handed(NativeMethods.Produce(handle, _fields, Count));
            if (refused is not null)
            {
                // They are librdkafka's only once it has taken the record.
                NativeMethods.HeadersDestroy(headers);
            }

            return refused;
        }
    }

    private static string? Handed(IntPtr error)
    {
        if (error == IntPtr.Zero)
        {
            return null;
        }

        var text = Marshal.PtrToStringUTF8((IntPtr)NativeMethods.ErrorString(error)) ?? "a record was refused";
        NativeMethods.ErrorDestroy(error);
        return text;
    }
}
