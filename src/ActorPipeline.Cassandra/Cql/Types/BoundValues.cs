using System.Net;
using System.Numerics;
using ActorPipeline.Cassandra.Cql.Wire;

namespace ActorPipeline.Cassandra.Cql.Types;

/// <summary>
/// The values of a statement's markers, added one after the other in their order and encoded at once, without boxing. Where the columns are known each value must
/// go with its column (<see cref="CqlTypeException"/>). May be cleared and filled again once the statement has been answered; the memory is rented and goes back
/// with <see cref="Dispose"/>. Not thread-safe.
/// </summary>
/// <param name="columns">The markers, as the prepared statement describes them; null when they are not known, and nothing is checked.</param>
public sealed class BoundValues(CqlColumns? columns = null) : IDisposable
{
    private readonly WireWriter _writer = new();
    private readonly List<int> _starts = [];

    /// <summary>Values added.</summary>
    public int Count => _starts.Count;

    /// <summary>The values with their lengths, as they are sent.</summary>
    internal ReadOnlySpan<byte> Encoded => _writer.Written;

    /// <summary>Forgets all values and keeps the memory.</summary>
    public void Clear()
    {
        _starts.Clear();
        _writer.Clear();
    }

    /// <summary>Adds a value of type tinyint.</summary>
    public void Add(sbyte value) => ValueEncoder.Write(_writer, Next(), value);

    /// <summary>Adds a value of type smallint.</summary>
    public void Add(short value) => ValueEncoder.Write(_writer, Next(), value);

    /// <summary>Adds a value of type int.</summary>
    public void Add(int value) => ValueEncoder.Write(_writer, Next(), value);

    /// <summary>Adds a value of type bigint, counter, timestamp (milliseconds since 1970) or time (nanoseconds since midnight).</summary>
    public void Add(long value) => ValueEncoder.Write(_writer, Next(), value);

    /// <summary>Adds a value of type float.</summary>
    public void Add(float value) => ValueEncoder.Write(_writer, Next(), value);

    /// <summary>Adds a value of type double.</summary>
    public void Add(double value) => ValueEncoder.Write(_writer, Next(), value);

    /// <summary>Adds a value of type boolean.</summary>
    public void Add(bool value) => ValueEncoder.Write(_writer, Next(), value);

    /// <summary>Adds a value of type uuid or timeuuid.</summary>
    public void Add(Guid value) => ValueEncoder.Write(_writer, Next(), value);

    /// <summary>Adds a value of type timestamp, cut to milliseconds.</summary>
    public void Add(DateTimeOffset value) => ValueEncoder.Write(_writer, Next(), value);

    /// <summary>Adds a value of type date.</summary>
    public void Add(DateOnly value) => ValueEncoder.Write(_writer, Next(), value);

    /// <summary>Adds a value of type time.</summary>
    public void Add(TimeOnly value) => ValueEncoder.Write(_writer, Next(), value);

    /// <summary>Adds a value of type duration.</summary>
    public void Add(CqlDuration value) => ValueEncoder.Write(_writer, Next(), value);

    /// <summary>Adds a value of type varint.</summary>
    public void Add(BigInteger value) => ValueEncoder.Write(_writer, Next(), value);

    /// <summary>Adds a value of type decimal.</summary>
    public void Add(CqlDecimal value) => ValueEncoder.Write(_writer, Next(), value);

    /// <summary>Adds a value of type inet.</summary>
    public void Add(IPAddress value) => ValueEncoder.Write(_writer, Next(), value);

    /// <summary>Adds a value of type decimal.</summary>
    public void Add(decimal value) => Add(CqlDecimal.FromDecimal(value));

    /// <summary>Adds a text.</summary>
    public void AddText(ReadOnlySpan<char> value) => ValueEncoder.WriteText(_writer, Next(), value);

    /// <summary>Adds a text that is in UTF-8 already.</summary>
    public void AddUtf8(ReadOnlySpan<byte> value) => ValueEncoder.WriteUtf8(_writer, Next(), value);

    /// <summary>Adds a blob, or a value of a custom type as the server's class has it.</summary>
    public void AddBytes(ReadOnlySpan<byte> value) => ValueEncoder.WriteBytes(_writer, Next(), value);

    /// <summary>Adds null: writes a tombstone. See <see cref="AddUnset"/>.</summary>
    public void AddNull()
    {
        Next();
        _writer.WriteNull();
    }

    /// <summary>Adds no value: the column stays as it is.</summary>
    public void AddUnset()
    {
        Next();
        _writer.WriteUnset();
    }

    /// <summary>Adds any value: everything that <see cref="CqlRow.GetValue(int)"/> gives, <see cref="decimal"/>, enumerables for lists, sets and vectors, dictionaries for maps
    /// and user-defined types, arrays and .NET tuples for tuples.</summary>
    public void AddValue(object? value) => UntypedEncoder.Write(_writer, Next(), value);

    /// <summary>Begins a list, set, map, tuple or user-defined type, whose values are added to what is returned; ended by <see cref="ValueWriter.End"/> before the next value.</summary>
    public ValueWriter Begin() => ValueWriter.Begin(_writer, Next());

    /// <summary>Where a value lies in <see cref="Encoded"/>, without its length.</summary>
    /// <returns>A negative length for null and unset.</returns>
    internal (int Offset, int Length) Range(int index)
    {
        var reader = new WireReader(_writer.Written[_starts[index]..]);
        return (_starts[index] + 4, reader.ReadInt("a value's length"));
    }

    /// <summary>Writes the number of values and the values.</summary>
    internal void WriteTo(WireWriter writer)
    {
        writer.WriteShort(Count);
        writer.WriteRaw(_writer.Written);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _starts.Clear();
        _writer.Dispose();
    }

    // A value that is refused leaves its start behind: it is taken back with the next one, as nothing was written.
    private ValueSlot Next()
    {
        if (_starts.Count > 0 && _starts[^1] == _writer.Length)
        {
            _starts.RemoveAt(_starts.Count - 1);
        }

        var index = _starts.Count;
        _starts.Add(_writer.Length);
        if (columns is null)
        {
            return new ValueSlot(null, $"value {index}");
        }

        if (index >= columns.Count)
        {
            _starts.RemoveAt(index);
            throw new CqlTypeException($"the statement has {columns.Count} markers; there is no value {index} (counted from 0)");
        }

        return new ValueSlot(columns[index].Type, columns[index].Name);
    }
}
