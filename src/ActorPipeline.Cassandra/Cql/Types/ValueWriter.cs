using System.Net;
using System.Numerics;
using ActorPipeline.Cassandra.Cql.Wire;

namespace ActorPipeline.Cassandra.Cql.Types;

/// <summary>
/// Writes the values within a list, set, map (key, value, key, value…), tuple or user-defined type (in the order of its fields), without boxing. Ended by
/// <see cref="End"/>; nothing else may be added to the statement before.
/// </summary>
public ref struct ValueWriter
{
    private readonly WireWriter _writer;
    private readonly ValueSlot _slot;
    private readonly int _start;
    private int _count;

    private ValueWriter(WireWriter writer, ValueSlot slot)
    {
        _writer = writer;
        _slot = slot;
        _start = writer.BeginSized();
        if (IsCounted)
        {
            writer.WriteInt(0);
        }
    }

    private readonly bool IsCounted => _slot.Type!.Code is CqlTypeCode.List or CqlTypeCode.Set or CqlTypeCode.Map;

    internal static ValueWriter Begin(WireWriter writer, ValueSlot slot) => slot.Type?.Code switch
    {
        CqlTypeCode.List or CqlTypeCode.Set or CqlTypeCode.Map or CqlTypeCode.Tuple or CqlTypeCode.Udt => new ValueWriter(writer, slot),
        null => throw new CqlTypeException($"{slot.Name}: what is composed of values can only be written where the CQL type is known: prepare the statement"),
        _ => throw slot.Mismatch("composed of values that are written one by one"),
    };

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

    /// <summary>Adds null: for fields of tuples and user-defined types.</summary>
    public void AddNull()
    {
        Next();
        _writer.WriteNull();
    }

    /// <summary>Begins a value that is itself composed; ended before the next is added here.</summary>
    public ValueWriter Begin() => Begin(_writer, Next());

    /// <summary>Ends what was begun: fills in its length and the number of its elements.</summary>
    /// <exception cref="CqlTypeException">A map's last key has no value.</exception>
    public readonly void End()
    {
        if (IsCounted)
        {
            var isMap = _slot.Type!.Code == CqlTypeCode.Map;
            _slot.Require(!isMap || _count % 2 == 0, "complete: its last key has no value");
            _writer.PatchInt(_start + 4, isMap ? _count / 2 : _count);
        }

        _writer.EndSized(_start);
    }

    private ValueSlot Next()
    {
        var type = _slot.Type!;
        var index = type.Code switch
        {
            CqlTypeCode.List or CqlTypeCode.Set => 0,
            CqlTypeCode.Map => _count % 2,
            _ => _count,
        };
        _slot.Require(index < type.Elements.Count, $"more than {type.Elements.Count} values");
        _count++;
        return _slot.Element(index);
    }
}
