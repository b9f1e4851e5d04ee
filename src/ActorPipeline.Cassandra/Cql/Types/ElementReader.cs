using ActorPipeline.Cassandra.Cql.Wire;

namespace ActorPipeline.Cassandra.Cql.Types;

/// <summary>
/// The elements of a list, set or map (a count, then each as [bytes]) or of a vector (no count; elements of a fixed size as they are, others after an unsigned
/// vint with their length). Keys and values of a map take turns.
/// </summary>
internal ref struct ElementReader
{
    private readonly int _fixedSize;
    private readonly bool _isVector;
    private WireReader _reader;
    private int _left;

    /// <exception cref="CqlTypeException">The slot holds something else.</exception>
    /// <exception cref="CqlProtocolException">The count cannot be.</exception>
    public ElementReader(ValueSlot slot, ReadOnlySpan<byte> bytes)
    {
        _reader = new WireReader(bytes);
        switch (slot.Type!.Code)
        {
            case CqlTypeCode.List or CqlTypeCode.Set:
                Count = bytes.IsEmpty ? 0 : _reader.ReadCount(4, slot.Name);
                break;
            case CqlTypeCode.Map:
                Count = bytes.IsEmpty ? 0 : 2 * _reader.ReadCount(8, slot.Name);
                break;
            case CqlTypeCode.Vector:
                _isVector = true;
                _fixedSize = VectorElement.FixedSize(slot.Type.Elements[0]);
                Count = slot.Type.Dimension;
                RequireVector(slot, bytes.Length);
                break;
            default:
                throw slot.Mismatch("a collection");
        }

        _left = Count;
    }

    /// <summary>How many there are: of a map, keys and values.</summary>
    public int Count { get; }

    /// <summary>Reads the next element.</summary>
    /// <param name="part">1 for a map's value, else 0: for the message of a failure.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="isNull">Whether it is null.</param>
    /// <returns>False when there are no more.</returns>
    public bool TryRead(int part, out ReadOnlySpan<byte> bytes, out bool isNull)
    {
        bytes = default;
        isNull = false;
        if (_left == 0)
        {
            return false;
        }

        _left--;
        var expected = part == 0 ? "an element" : "a map's value";
        if (!_isVector)
        {
            isNull = !_reader.TryReadBytes(expected, out bytes);
            return true;
        }

        var size = _fixedSize > 0 ? (ulong)_fixedSize : VInt.ReadUnsigned(ref _reader, expected);
        bytes = _reader.ReadRaw((int)Math.Min(size, int.MaxValue), expected);
        return true;
    }

    private readonly void RequireVector(ValueSlot slot, int length)
    {
        if (_fixedSize > 0 ? (long)Count * _fixedSize != length : Count > length)
        {
            throw new CqlProtocolException($"expected {Count} elements of a {slot.Type} in {slot.Name}, found {length} bytes");
        }
    }
}

/// <summary>How a vector holds its elements.</summary>
internal static class VectorElement
{
    /// <summary>Bytes of each element when all are of one size in the server's eyes (Cassandra's <c>AbstractType.valueLengthIfFixed</c>); else 0.</summary>
    public static int FixedSize(CqlType type) => type.Code switch
    {
        CqlTypeCode.Boolean => 1,
        CqlTypeCode.Int or CqlTypeCode.Float => 4,
        CqlTypeCode.Bigint or CqlTypeCode.Double or CqlTypeCode.Timestamp => 8,
        CqlTypeCode.Uuid or CqlTypeCode.Timeuuid => 16,
        CqlTypeCode.Vector => (int)Math.Min(int.MaxValue, (long)FixedSize(type.Elements[0]) * type.Dimension),
        _ => 0,
    };
}
