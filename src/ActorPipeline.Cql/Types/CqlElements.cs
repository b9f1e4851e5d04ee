using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Types;

/// <summary>
/// The values within a list, set, map (keys and values take turns), tuple or user-defined type (its fields in their order), read where they lie in the
/// answer: valid as long as its rows. One reader.
/// </summary>
public ref struct CqlElements
{
    private readonly ValueSlot _slot;
    private WireReader _reader;
    private int _next;

    /// <exception cref="CqlTypeException">The slot's type is not composed of values.</exception>
    /// <exception cref="CqlProtocolException">The number of values cannot be.</exception>
    internal CqlElements(ValueSlot slot, ReadOnlySpan<byte> bytes)
    {
        _slot = slot;
        _reader = new WireReader(bytes);
        switch (slot.Type.Code)
        {
            case CqlTypeCode.List or CqlTypeCode.Set:
                Count = bytes.IsEmpty ? 0 : _reader.ReadCount(4, slot.Name);
                break;
            case CqlTypeCode.Map:
                Count = bytes.IsEmpty ? 0 : 2 * _reader.ReadCount(8, slot.Name);
                break;
            case CqlTypeCode.Tuple or CqlTypeCode.Udt:
                Count = slot.Type.Elements.Count;
                break;
            default:
                throw slot.Mismatch("composed of values");
        }
    }

    /// <summary>How many there are: of a map, keys and values.</summary>
    public int Count { get; }

    /// <summary>Reads the next value.</summary>
    /// <returns>False when there are no more.</returns>
    /// <exception cref="CqlProtocolException">The bytes end early.</exception>
    public bool TryRead(out CqlValue value)
    {
        value = default;
        if (_next == Count)
        {
            return false;
        }

        var slot = _slot.Element(_slot.Type.Code switch
        {
            CqlTypeCode.Map => _next % 2,
            CqlTypeCode.Tuple or CqlTypeCode.Udt => _next,
            _ => 0,
        });
        _next++;

        // Fields that were added to the type later are missing at the end: they are null.
        value = _slot.Type.Code is CqlTypeCode.Tuple or CqlTypeCode.Udt && _reader.Remaining == 0 ? new CqlValue(slot, default, isNull: true) : Sized(slot);
        return true;
    }

    private CqlValue Sized(ValueSlot slot)
    {
        var isThere = _reader.TryReadBytes("an element", out var bytes);
        return new CqlValue(slot, bytes, !isThere);
    }
}
