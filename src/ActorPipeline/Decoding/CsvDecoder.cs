using System.Buffers;
using ActorPipeline.Definitions;
using ActorPipeline.Events;

namespace ActorPipeline.Decoding;

/// <summary>Reads one RFC 4180 record: values may stand in quotes, and then hold separators, line breaks and doubled quotes. An empty value without quotes
/// is a missing one. A quote that stands elsewhere than at the start of a value is a letter like others (<c>3" pipe</c>).</summary>
internal sealed class CsvDecoder : RecordDecoder
{
    private const string Code = "bad-csv";

    private readonly byte _separator;
    private readonly SearchValues<byte> _plainEnd;
    private readonly int[] _slots;

    /// <exception cref="FormatException">A path is no column, or the time pattern cannot be used.</exception>
    public CsvDecoder(SourceDefinition source)
        : base(source)
    {
        _separator = checked((byte)source.Separator);
        _plainEnd = SearchValues.Create([_separator, (byte)'\r', (byte)'\n']);
        _slots = ColumnSlots.Of(source, Wanted);
    }

    protected override DecodeError ReadBody(ReadOnlySpan<byte> record, DecodedEvent decoded)
    {
        var line = TrimLineBreak(record);
        var at = 0;
        for (var column = 0; ; column++)
        {
            var slot = column < _slots.Length ? _slots[column] : -1;
            var isRead = at < line.Length && line[at] == (byte)'"'
                ? TryTakeQuoted(line, ref at, slot, decoded, out var error)
                : TryTakePlain(line, ref at, slot, decoded, out error);
            if (!isRead)
            {
                return error;
            }

            if (at == line.Length)
            {
                return ColumnSlots.Check(Code, _slots.Length, column + 1);
            }

            at++;
        }
    }

    private bool TryTakePlain(ReadOnlySpan<byte> line, ref int at, int slot, DecodedEvent decoded, out DecodeError error)
    {
        var start = at;
        var length = line[start..].IndexOfAny(_plainEnd);
        at = length < 0 ? line.Length : start + length;
        if (at < line.Length && line[at] != _separator)
        {
            error = DecodeErrors.Expected(Code, "line breaks only in quotes", line, at);
            return false;
        }

        if (slot >= 0 && at > start)
        {
            decoded.SetSlice(slot, start, at - start);
        }

        error = DecodeError.None;
        return true;
    }

    private bool TryTakeQuoted(ReadOnlySpan<byte> line, ref int at, int slot, DecodedEvent decoded, out DecodeError error)
    {
        var start = at + 1;
        var doubled = 0;
        for (at = start; ; at += 2, doubled++)
        {
            var length = line[at..].IndexOf((byte)'"');
            if (length < 0)
            {
                error = DecodeErrors.Expected(Code, $"the end of the value whose quote opens at byte {start - 1}", line, line.Length);
                return false;
            }

            at += length;
            if (at + 1 >= line.Length || line[at + 1] != (byte)'"')
            {
                break;
            }
        }

        Set(line[start..at], start, doubled, slot, decoded);
        at++;
        var isEnd = at == line.Length || line[at] == _separator;
        error = isEnd ? DecodeError.None : DecodeErrors.Expected(Code, "a separator or the end after the closing quote", line, at);
        return isEnd;
    }

    private static void Set(ReadOnlySpan<byte> value, int start, int doubled, int slot, DecodedEvent decoded)
    {
        if (slot < 0)
        {
            return;
        }

        if (doubled == 0)
        {
            decoded.SetSlice(slot, start, value.Length);
            return;
        }

        QuotedText.Undouble(value, decoded.Reserve(slot, value.Length - doubled));
    }
}
