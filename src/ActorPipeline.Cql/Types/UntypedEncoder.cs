using System.Collections;
using System.Net;
using System.Numerics;
using System.Runtime.CompilerServices;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Types;

/// <summary>
/// Writes objects as CQL values: everything that <see cref="UntypedDecoder"/> gives, and beside it <see cref="decimal"/>; memory as a blob; any enumerable as
/// a list or set; dictionaries as maps; dictionaries by field name as user-defined types, missing fields null; <see cref="ITuple"/> and arrays as tuples.
/// </summary>
internal static class UntypedEncoder
{
    /// <summary>Writes a value with its length; null as null.</summary>
    /// <exception cref="CqlTypeException">It does not go with the slot's type.</exception>
    public static void Write(WireWriter writer, ValueSlot slot, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNull(); break;
            case string text: ValueEncoder.WriteText(writer, slot, text); break;
            case long number: ValueEncoder.Write(writer, slot, number); break;
            case int number: ValueEncoder.Write(writer, slot, number); break;
            case short number: ValueEncoder.Write(writer, slot, number); break;
            case sbyte number: ValueEncoder.Write(writer, slot, number); break;
            case bool flag: ValueEncoder.Write(writer, slot, flag); break;
            case double number: ValueEncoder.Write(writer, slot, number); break;
            case float number: ValueEncoder.Write(writer, slot, number); break;
            case decimal number: ValueEncoder.Write(writer, slot, CqlDecimal.FromDecimal(number)); break;
            case CqlDecimal number: ValueEncoder.Write(writer, slot, number); break;
            case BigInteger number: ValueEncoder.Write(writer, slot, number); break;
            case Guid id: ValueEncoder.Write(writer, slot, id); break;
            case DateTimeOffset time: ValueEncoder.Write(writer, slot, time); break;
            case DateOnly date: ValueEncoder.Write(writer, slot, date); break;
            case TimeOnly time: ValueEncoder.Write(writer, slot, time); break;
            case IPAddress address: ValueEncoder.Write(writer, slot, address); break;
            case byte[] bytes when ValueEncoder.TakesBytes(slot): writer.WriteBytes(bytes); break;
            case ReadOnlyMemory<byte> bytes: ValueEncoder.WriteBytes(writer, slot, bytes.Span); break;
            default: WriteComposed(writer, slot, value); break;
        }
    }

    private static void WriteComposed(WireWriter writer, ValueSlot slot, object value)
    {
        var at = writer.BeginSized();
        switch (slot.Type.Code)
        {
            case CqlTypeCode.List or CqlTypeCode.Set when value is IEnumerable elements: WriteCounted(writer, slot, elements); break;
            case CqlTypeCode.Map when value is IEnumerable pairs: WriteMap(writer, slot, pairs); break;
            case CqlTypeCode.Tuple when value is ITuple fields: WriteFields(writer, slot, Enumerable.Range(0, fields.Length).Select(i => fields[i])); break;
            case CqlTypeCode.Tuple when value is IEnumerable fields: WriteFields(writer, slot, fields.Cast<object?>()); break;
            case CqlTypeCode.Udt when value is IReadOnlyDictionary<string, object?> fields:
                WriteFields(writer, slot, slot.Type.FieldNames.Select(name => fields.GetValueOrDefault(name)));
                break;
            default: throw slot.Mismatch($"a .NET {value.GetType().Name}");
        }

        writer.EndSized(at);
    }

    private static void WriteCounted(WireWriter writer, ValueSlot slot, IEnumerable elements)
    {
        var at = writer.BeginSized();
        var count = 0;
        foreach (var element in elements)
        {
            Write(writer, slot.Element(0), element);
            count++;
        }

        writer.PatchInt(at, count);
    }

    private static void WriteMap(WireWriter writer, ValueSlot slot, IEnumerable pairs)
    {
        var at = writer.BeginSized();
        var count = 0;
        foreach (var pair in pairs)
        {
            var (key, value) = pair switch
            {
                KeyValuePair<object?, object?> untyped => (untyped.Key, untyped.Value),
                DictionaryEntry entry => (entry.Key, entry.Value),
                _ => Parts(slot, pair),
            };
            Write(writer, slot.Element(0), key);
            Write(writer, slot.Element(1), value);
            count++;
        }

        writer.PatchInt(at, count);
    }

    private static (object? Key, object? Value) Parts(ValueSlot slot, object? pair) =>
        pair?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>)
        ? (type.GetProperty("Key")!.GetValue(pair), type.GetProperty("Value")!.GetValue(pair))
        : throw slot.Mismatch("an enumerable of anything but key-value pairs");

    private static void WriteFields(WireWriter writer, ValueSlot slot, IEnumerable<object?> fields)
    {
        var i = 0;
        foreach (var field in fields)
        {
            if (i == slot.Type.Elements.Count)
            {
                throw slot.Mismatch($"more than {i} values");
            }

            Write(writer, slot.Element(i++), field);
        }
    }
}
