using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Types;

/// <summary>
/// The values of a statement's markers, added in the order of the markers and encoded at once, most of them without boxing. A value must go with its column:
/// another one throws <see cref="CqlTypeException"/> and changes nothing, so that the right one can be added instead. May be cleared and filled again once the
/// statement has been answered; the memory is rented and goes back with <see cref="Dispose"/>. Not thread-safe.
/// </summary>
public sealed class BoundValues : IDisposable
{
    private readonly CqlColumns _columns;
    private readonly WireWriter _writer = new();
    private readonly int[] _starts;

    // The collections that were begun and not ended, outermost first. Most statements have none; a map of tuples takes two.
    private ValueScope[] _scopes = [];
    private int _depth;

    // Behind it lies at most what a refused value left.
    private int _end;

    internal BoundValues(CqlColumns columns)
    {
        _columns = columns;
        _starts = columns.Count == 0 ? [] : new int[columns.Count];
    }

    /// <summary>Values added; a collection counts when it has ended.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that the values take in a request, with their lengths.</summary>
    public int EncodedLength => _end;

    /// <summary>The values with their lengths, as they are sent.</summary>
    internal ReadOnlySpan<byte> Encoded => _writer.Written[.._end];

    /// <summary>Forgets all values and keeps the memory.</summary>
    public void Clear()
    {
        _writer.Clear();
        (Count, _depth, _end) = (0, 0, 0);
    }

    /// <summary>Adds a value of type int.</summary>
    public void Add(int value)
    {
        ValueEncoder.Write(_writer, Slot(), value);
        Added(_end);
    }

    /// <summary>Adds a value of type bigint, counter, timestamp (milliseconds since 1970) or time (nanoseconds since midnight).</summary>
    public void Add(long value)
    {
        ValueEncoder.Write(_writer, Slot(), value);
        Added(_end);
    }

    /// <summary>Adds a value of type double.</summary>
    public void Add(double value)
    {
        ValueEncoder.Write(_writer, Slot(), value);
        Added(_end);
    }

    /// <summary>Adds a value of type boolean.</summary>
    public void Add(bool value)
    {
        ValueEncoder.Write(_writer, Slot(), value);
        Added(_end);
    }

    /// <summary>Adds a value of type date.</summary>
    public void Add(DateOnly value)
    {
        ValueEncoder.Write(_writer, Slot(), value);
        Added(_end);
    }

    /// <summary>Adds a value of type decimal.</summary>
    public void Add(CqlDecimal value)
    {
        ValueEncoder.Write(_writer, Slot(), value);
        Added(_end);
    }

    /// <summary>Adds a value of type text or ascii.</summary>
    public void AddText(ReadOnlySpan<char> value)
    {
        ValueEncoder.WriteText(_writer, Slot(), value);
        Added(_end);
    }

    /// <summary>Adds a value of type text or ascii that is in UTF-8 already.</summary>
    public void AddUtf8(ReadOnlySpan<byte> value)
    {
        ValueEncoder.WriteUtf8(_writer, Slot(), value);
        Added(_end);
    }

    /// <summary>Adds a blob, or a duration or a value of a custom type as the server encodes it.</summary>
    public void AddBytes(ReadOnlySpan<byte> value)
    {
        ValueEncoder.WriteBytes(_writer, Slot(), value);
        Added(_end);
    }

    /// <summary>Adds no value: the column stays as it is. Null, by <see cref="AddValue"/>, would write a tombstone.</summary>
    /// <exception cref="CqlTypeException">Within a collection, where there is no such thing.</exception>
    public void AddUnset()
    {
        Slot().Require(_depth == 0, "a value that may be left out");
        _writer.WriteUnset();
        Added(_end);
    }

    /// <summary>
    /// Adds a value of any type, or null: everything that <see cref="CqlValue.ToObject"/> gives, <see cref="decimal"/>, memory for blobs, enumerables for lists
    /// and sets, dictionaries for maps and user-defined types, arrays and .NET tuples for tuples.
    /// </summary>
    public void AddValue(object? value)
    {
        UntypedEncoder.Write(_writer, Slot(), value);
        Added(_end);
    }

    /// <summary>
    /// Begins a list, set, map, tuple or user-defined type. What is added up to <see cref="End"/> lies in it: elements; of a map key, value, key...; of a
    /// tuple or user-defined type the fields in their order. Collections may be nested.
    /// </summary>
    public void Begin()
    {
        var scope = new ValueScope(Slot(), _end);
        scope.WriteHead(_writer);
        if (_depth == _scopes.Length)
        {
            Array.Resize(ref _scopes, Math.Max(2, 2 * _depth));
        }

        _scopes[_depth++] = scope;
        _end = _writer.Length;
    }

    /// <summary>Ends what was begun last.</summary>
    /// <exception cref="CqlTypeException">A map's last key has no value.</exception>
    /// <exception cref="InvalidOperationException">Nothing was begun.</exception>
    public void End()
    {
        if (_depth == 0)
        {
            throw new InvalidOperationException("no collection was begun");
        }

        _writer.Truncate(_end);
        var scope = _scopes[_depth - 1];
        scope.PatchHead(_writer);
        _depth--;
        Added(scope.Start);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        Clear();
        _writer.Dispose();
    }

    /// <summary>Where a value lies in <see cref="Encoded"/>, without its length.</summary>
    /// <returns>A negative length for null and unset.</returns>
    internal (int Offset, int Length) Range(int index)
    {
        var reader = new WireReader(Encoded[_starts[index]..]);
        return (_starts[index] + sizeof(int), reader.ReadInt("a value's length"));
    }

    /// <summary>Writes the number of values and the values.</summary>
    /// <exception cref="InvalidOperationException">A collection was begun and not ended.</exception>
    internal void WriteTo(WireWriter writer)
    {
        if (_depth > 0)
        {
            throw new InvalidOperationException($"the collection in {_scopes[0].Name} was begun and not ended");
        }

        writer.WriteShort(Count);
        writer.WriteRaw(Encoded);
    }

    private ValueSlot Slot()
    {
        _writer.Truncate(_end);
        if (_depth > 0)
        {
            return _scopes[_depth - 1].Next();
        }

        return Count < _columns.Count
            ? new ValueSlot(_columns[Count].Type, _columns[Count].Name)
            : throw new CqlTypeException($"the statement has {_columns.Count} markers; there is no value {Count} (counted from 0)");
    }

    private void Added(int start)
    {
        if (_depth > 0)
        {
            _scopes[_depth - 1].Count++;
        }
        else
        {
            _starts[Count++] = start;
        }

        _end = _writer.Length;
    }
}
