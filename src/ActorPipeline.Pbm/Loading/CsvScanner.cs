using ActorPipeline.Decoding;

namespace ActorPipeline.Pbm.Loading;

/// <summary>A record is one of RFC 4180: a line, unless its quoted fields hold line feeds. Empty lines are none.</summary>
/// <param name="separator">What parts the fields.</param>
/// <param name="hasHeader">Whether the first record names the columns and is none.</param>
internal sealed class CsvScanner(byte separator, bool hasHeader) : RecordScanner
{
    private CsvRecordEnd _end = new(separator);
    private bool _isHeaderAhead = hasHeader;
    private bool _isInside;

    public override int FindEnd(ReadOnlySpan<byte> data)
    {
        if (!_isInside && LineScanner.NulsBefore(data) is > 0 and var nuls)
        {
            return nuls;
        }

        var end = _end.Find(data);
        _isInside = end < 0;
        return end;
    }

    public override ReadOnlySpan<byte> Content(ReadOnlySpan<byte> record)
    {
        var content = LineScanner.LineOf(record);
        if (content.Length > 0 && _isHeaderAhead)
        {
            _isHeaderAhead = false;
            return [];
        }

        return content;
    }

    public override void Finish()
    {
        if (_end.IsInQuotes)
        {
            throw new RecordFormatException("a quoted field does not end");
        }
    }
}
