using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Types;

/// <summary>A list, set, map, tuple or user-defined type whose values are being added to a statement.</summary>
internal struct ValueScope
{
    private readonly ValueSlot _slot;

    /// <exception cref="CqlTypeException">The slot's type is not composed of values that are written one by one.</exception>
    public ValueScope(ValueSlot slot, int start)
    {
        slot.Require(
            slot.Type.Code is CqlTypeCode.List or CqlTypeCode.Set or CqlTypeCode.Map or CqlTypeCode.Tuple or CqlTypeCode.Udt,
            "composed of values that are written one by one");
        _slot = slot;
        Start = start;
    }

    public int Start { get; }

    /// <summary>Values added; of a map, keys and values.</summary>
    public int Count { get; set; }

    public readonly string Name => _slot.Name;

    // Lists, sets and maps tell how many entries they have.
    private readonly bool IsCounted => _slot.Type.Code is CqlTypeCode.List or CqlTypeCode.Set or CqlTypeCode.Map;

    public readonly void WriteHead(WireWriter writer)
    {
        writer.BeginSized();
        if (IsCounted)
        {
            writer.WriteInt(0);
        }
    }

    /// <summary>Fills in the length and the number of entries.</summary>
    /// <exception cref="CqlTypeException">A map's last key has no value.</exception>
    public readonly void PatchHead(WireWriter writer)
    {
        if (IsCounted)
        {
            var isMap = _slot.Type.Code == CqlTypeCode.Map;
            _slot.Require(!isMap || Count % 2 == 0, "complete: its last key has no value");
            writer.PatchInt(Start + sizeof(int), isMap ? Count / 2 : Count);
        }

        writer.EndSized(Start);
    }

    /// <summary>What the next value is written to.</summary>
    /// <exception cref="CqlTypeException">All fields have their values.</exception>
    public readonly ValueSlot Next()
    {
        var index = _slot.Type.Code switch
        {
            CqlTypeCode.List or CqlTypeCode.Set => 0,
            CqlTypeCode.Map => Count % 2,
            _ => Count,
        };
        return index < _slot.Type.Elements.Count ? _slot.Element(index) : throw _slot.Mismatch($"more than {_slot.Type.Elements.Count} values");
    }
}
