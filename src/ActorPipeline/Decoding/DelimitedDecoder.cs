using ActorPipeline.Definitions;
using ActorPipeline.Events;

namespace ActorPipeline.Decoding;

/// <summary>Reads values parted by a separator, without quoting. An empty value is a missing one.</summary>
internal sealed class DelimitedDecoder : RecordDecoder
{
    private const string Code = "bad-delimited";

    private readonly byte _separator;
    private readonly int[] _slots;

    /// <exception cref="FormatException">A path is no column, or the time pattern cannot be used.</exception>
    public DelimitedDecoder(SourceDefinition source)
        : base(source)
    {
        _separator = checked((byte)source.Separator);
        _slots = ColumnSlots.Of(source, Wanted);
    }

    protected override DecodeError ReadBody(ReadOnlySpan<byte> record, DecodedEvent decoded)
    {
        var line = TrimLineBreak(record);
        var start = 0;
        var column = 0;
        while (true)
        {
            var length = line[start..].IndexOfAny(_separator, (byte)'\n');
            var end = length < 0 ? line.Length : start + length;
            if (length >= 0 && line[end] != _separator)
            {
                return DecodeErrors.Expected(Code, "one line", record, end);
            }

            if (column < _slots.Length && _slots[column] >= 0 && end > start)
            {
                decoded.SetSlice(_slots[column], start, end - start);
            }

            column++;
            if (length < 0)
            {
                return ColumnSlots.Check(Code, _slots.Length, column);
            }

            start = end + 1;
        }
    }
}
