namespace ActorPipeline.Pbm.Loading;

/// <summary>A record is one of RFC 4180: a line, unless its quoted fields hold line feeds. Empty lines are none.</summary>
/// <param name="hasHeader">Whether the first record names the columns and is none.</param>
internal sealed class CsvScanner(bool hasHeader) : RecordScanner
{
    private bool _isQuoted;
    private bool _isHeaderAhead = hasHeader;

    public override int FindEnd(ReadOnlySpan<byte> data)
    {
        for (var at = 0; at < data.Length; at++)
        {
            // A doubled quote turns twice.
            var next = _isQuoted ? data[at..].IndexOf((byte)'"') : data[at..].IndexOfAny((byte)'"', (byte)'\n');
            if (next < 0)
            {
                return -1;
            }

            at += next;
            if (data[at] == '\n')
            {
                return at + 1;
            }

            _isQuoted = !_isQuoted;
        }

        return -1;
    }

    public override ReadOnlySpan<byte> Content(ReadOnlySpan<byte> record)
    {
        var content = LineScanner.WithoutLineEnd(record);
        if (content.Length > 0 && _isHeaderAhead)
        {
            _isHeaderAhead = false;
            return [];
        }

        return content;
    }

    public override void Finish()
    {
        if (_isQuoted)
        {
            throw new RecordFormatException("a quoted field does not end");
        }
    }
}
