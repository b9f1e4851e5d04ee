using ActorPipeline.Definitions;
using ActorPipeline.Events;

namespace ActorPipeline.Decoding;

/// <summary>Reads one JSON object a record. Members may stand in any order; those that are not wanted are checked and skipped. A field that is optional is
/// missing where something stands that cannot be its value.</summary>
internal sealed class JsonDecoder : RecordDecoder
{
    private readonly JsonMember _root;
    private readonly byte[] _name;
    private long _record;

    /// <exception cref="FormatException">A path is none, or the time pattern cannot be used.</exception>
    public JsonDecoder(SourceDefinition source)
        : base(source)
    {
        _root = JsonMember.Tree(Wanted.InBody, value => value != Wanted.Time && !Wanted.Required.Contains(value));
        _name = new byte[_root.LongestName];
    }

    protected override DecodeError ReadBody(ReadOnlySpan<byte> record, DecodedEvent decoded)
    {
        _record++;
        var reading = new Reading(record, decoded);
        var isObject = reading.Json.Next() == (byte)'{' || reading.Json.Fail("an object");
        return isObject && ReadObject(ref reading, _root, 1) && ReadEnd(ref reading.Json, record.Length) ? DecodeError.None : reading.Error;
    }

    private static bool ReadEnd(ref JsonScanner json, int length) => (json.Next() == 0 && json.At >= length) || json.Fail("the end");

    private bool ReadObject(ref Reading reading, JsonMember owner, int depth)
    {
        if (!reading.Json.TakeOpen((byte)'}', out var next))
        {
            return false;
        }

        while (next != 0)
        {
            var nameAt = reading.Json.At;
            if (!reading.Json.TakeName(next, out var name, out next))
            {
                return false;
            }

            var member = Find(reading.Json.Written(name), name, owner);
            var isRead = member is null ? reading.Json.SkipValue(next, depth) : ReadMember(ref reading, member, next, nameAt, depth);
            if (!isRead || !reading.Json.TakeSeparator((byte)'}', out next))
            {
                return false;
            }
        }

        return true;
    }

    private bool ReadArray(ref Reading reading, JsonMember owner, int depth)
    {
        if (!reading.Json.TakeOpen((byte)']', out var next))
        {
            return false;
        }

        for (var index = 0; next != 0; index++)
        {
            var isRead = owner.Item(index) is { } item
                ? ReadMember(ref reading, item, next, reading.Json.At, depth)
                : reading.Json.SkipValue(next, depth);
            if (!isRead || !reading.Json.TakeSeparator((byte)']', out next))
            {
                return false;
            }
        }

        return true;
    }

    private JsonMember? Find(ReadOnlySpan<byte> written, in JsonString name, JsonMember owner)
    {
        if (!name.IsEscaped)
        {
            return owner.Find(written);
        }

        if (name.TextLength > _name.Length)
        {
            return null;
        }

        var text = _name.AsSpan(0, name.TextLength);
        JsonEscapes.Undo(written, text);
        return owner.Find(text);
    }

    private bool ReadMember(ref Reading reading, JsonMember member, byte first, int nameAt, int depth)
    {
        if (member.SeenIn == _record)
        {
            return reading.Fail(new DecodeError("duplicate-key", $"{member.Label}: expected one member {member.Path}, found another at byte {nameAt}"));
        }

        member.SeenIn = _record;
        if (first == (byte)'{' && member.HasMembers)
        {
            return depth < JsonScanner.MaxDepth ? ReadObject(ref reading, member, depth + 1) : reading.Json.SkipValue(first, depth);
        }

        if (first == (byte)'[' && member.HasItems)
        {
            return depth < JsonScanner.MaxDepth ? ReadArray(ref reading, member, depth + 1) : reading.Json.SkipValue(first, depth);
        }

        if (first == (byte)'n')
        {
            return reading.Json.TakeScalar(first);
        }

        return member.Value is { } value && first is not ((byte)'{' or (byte)'[')
            ? ReadValue(ref reading, value.Slot, first)
            : RefuseType(ref reading, member, first, depth);
    }

    private static bool ReadValue(ref Reading reading, int slot, byte first)
    {
        var start = reading.Json.At;
        if (first != (byte)'"')
        {
            var isScalar = reading.Json.TakeScalar(first);
            reading.Decoded.SetSlice(slot, start, reading.Json.At - start);
            return isScalar;
        }

        if (!reading.Json.TakeString(out var text))
        {
            return false;
        }

        if (text.IsEscaped)
        {
            JsonEscapes.Undo(reading.Json.Written(text), reading.Decoded.Reserve(slot, text.TextLength));
        }
        else
        {
            reading.Decoded.SetSlice(slot, text.Start, text.Length);
        }

        return true;
    }

    private static bool RefuseType(ref Reading reading, JsonMember member, byte first, int depth)
    {
        var at = reading.Json.At;
        var found = first switch
        {
            (byte)'{' => "an object",
            (byte)'[' => "an array",
            (byte)'"' => "a string",
            (byte)'t' or (byte)'f' => "a boolean",
            _ => "a number",
        };
        var expected = member.Value is not null ? "a string, number or boolean" : member.HasMembers ? "an object" : "an array";

        // What is no JSON is called that, whatever its type seems to be.
        return reading.Json.SkipValue(first, depth)
            && (member.IsOptional || reading.Fail(new DecodeError("wrong-type", $"{member.Label}: expected {expected}, found {found} at byte {at}")));
    }

    private ref struct Reading(ReadOnlySpan<byte> record, DecodedEvent decoded)
    {
        private DecodeError _error;

        public JsonScanner Json = new(record);

        public readonly DecodedEvent Decoded => decoded;

        public readonly DecodeError Error => _error.IsError ? _error : Json.Error;

        public bool Fail(DecodeError error)
        {
            _error = error;
            return false;
        }
    }
}
