using ActorPipeline.Definitions;
using ActorPipeline.Events;

namespace ActorPipeline.Decoding;

/// <summary>Reads a line of the W3C extended log format (https://www.w3.org/TR/WD-logfile.html), as IIS and CloudFront write it: values with spaces or tabs
/// between. A value that is <c>-</c> is missing; one in quotes may hold spaces, and a doubled quote means one.</summary>
/// <remarks>Lines that begin with <c>#</c> are directives and no events. One that names other fields than the source's columns is refused: the lines
/// behind it would be read wrong.</remarks>
internal sealed class W3cDecoder : RecordDecoder
{
    private const string Code = "bad-w3c";

    private readonly byte[][] _columns;
    private readonly string _columnsText;
    private readonly int[] _slots;

    /// <exception cref="FormatException">A path is no column, or the time pattern cannot be used.</exception>
    public W3cDecoder(SourceDefinition source)
        : base(source)
    {
        _columns = [.. source.Columns.Select(System.Text.Encoding.UTF8.GetBytes)];
        _columnsText = string.Join(' ', source.Columns);
        _slots = ColumnSlots.Of(source, Wanted);
    }

    protected override DecodeError ReadBody(ReadOnlySpan<byte> record, DecodedEvent decoded)
    {
        var line = TrimLineBreak(record);
        if (line is [(byte)'#', ..])
        {
            return ReadDirective(line, decoded);
        }

        var column = 0;
        for (var at = SkipBlanks(line, 0); at < line.Length; at = SkipBlanks(line, at))
        {
            if (line[at] == (byte)'\n')
            {
                return DecodeErrors.Expected(Code, "one line", record, at);
            }

            at = TakeValue(line, at, column < _slots.Length ? _slots[column] : -1, decoded);
            column++;
        }

        return ColumnSlots.Check(Code, _slots.Length, column);
    }

    private DecodeError ReadDirective(ReadOnlySpan<byte> line, DecodedEvent decoded)
    {
        var fields = "#Fields:"u8;
        if (line.StartsWith(fields) && !NamesColumns(line[fields.Length..]))
        {
            return new DecodeError(Code, $"expected '#Fields: {_columnsText}', the columns of the source, found {DecodeErrors.Excerpt(line)}");
        }

        decoded.IsNothingToCount = true;
        return DecodeError.None;
    }

    private bool NamesColumns(ReadOnlySpan<byte> names)
    {
        var column = 0;
        for (var at = SkipBlanks(names, 0); at < names.Length; at = SkipBlanks(names, at))
        {
            var end = EndOfPlain(names, at);
            if (column == _columns.Length || !names[at..end].SequenceEqual(_columns[column++]))
            {
                return false;
            }

            at = end;
        }

        return column == _columns.Length;
    }

    /// <summary>Takes a value.</summary>
    /// <returns>The place behind it.</returns>
    private static int TakeValue(ReadOnlySpan<byte> line, int start, int slot, DecodedEvent decoded)
    {
        if (line[start] == (byte)'"' && TryFindClose(line, start + 1, out var close, out var doubled))
        {
            Set(line, start + 1, close, doubled, slot, decoded);
            return close + 1;
        }

        var end = EndOfPlain(line, start);
        if (slot >= 0 && line[start..end] is not [(byte)'-'])
        {
            decoded.SetSlice(slot, start, end - start);
        }

        return end;
    }

    // A quote closes where a blank or the end follows. Of an agent that begins with a quote and has no other it is the first letter.
    private static bool TryFindClose(ReadOnlySpan<byte> line, int start, out int close, out int doubled)
    {
        doubled = 0;
        for (close = ByteSearch.Find(line, start, (byte)'"'); close < line.Length; close = ByteSearch.Find(line, close, (byte)'"'))
        {
            if (close + 1 == line.Length || IsBlank(line[close + 1]))
            {
                return true;
            }

            if (line[close + 1] != (byte)'"')
            {
                return false;
            }

            doubled++;
            close += 2;
        }

        return false;
    }

    private static void Set(ReadOnlySpan<byte> line, int start, int end, int doubled, int slot, DecodedEvent decoded)
    {
        if (slot < 0 || start == end)
        {
            return;
        }

        if (doubled == 0)
        {
            decoded.SetSlice(slot, start, end - start);
            return;
        }

        QuotedText.Undouble(line[start..end], decoded.Reserve(slot, end - start - doubled));
    }

    private static int EndOfPlain(ReadOnlySpan<byte> line, int start)
    {
        var length = line[start..].IndexOfAny((byte)' ', (byte)'\t', (byte)'\n');
        return length < 0 ? line.Length : start + length;
    }

    private static int SkipBlanks(ReadOnlySpan<byte> line, int at)
    {
        while (at < line.Length && IsBlank(line[at]))
        {
            at++;
        }

        return at;
    }

    private static bool IsBlank(byte letter) => letter is (byte)' ' or (byte)'\t';
}
