namespace ActorPipeline.Decoding;

/// <summary>Finds where records of RFC 4180 end in bytes given piece by piece: at a line feed outside quotes. A quote opens a value only at its start;
/// elsewhere it is a letter like others. Not thread safe.</summary>
/// <param name="separator">What parts the values.</param>
internal struct CsvRecordEnd(byte separator)
{
    private Place _place;

    private enum Place : byte
    {
        Start,
        Plain,
        Quoted,

        // Behind a quote that ends the value, unless it is doubled.
        Closed,
    }

    /// <summary>Whether the bytes so far end inside quotes.</summary>
    public readonly bool IsInQuotes => _place == Place.Quoted;

    /// <summary>Looks for the end of the current record.</summary>
    /// <returns>How many of the bytes belong to it, the line feed included; -1 when all do and it goes on.</returns>
    public int Find(ReadOnlySpan<byte> data)
    {
        for (var at = 0; at < data.Length; at++)
        {
            var skipped = _place switch
            {
                Place.Quoted => data[at..].IndexOf((byte)'"'),
                Place.Plain => data[at..].IndexOfAny(separator, (byte)'\n'),
                _ => 0,
            };
            if (skipped < 0)
            {
                return -1;
            }

            at += skipped;
            var isEnd = data[at] == (byte)'\n' && _place != Place.Quoted;
            _place = isEnd || (data[at] == separator && _place != Place.Quoted) ? Place.Start : Turn(data[at]);
            if (isEnd)
            {
                return at + 1;
            }
        }

        return -1;
    }

    private readonly Place Turn(byte letter) => letter != (byte)'"' || _place == Place.Plain ? Place.Plain
        : _place == Place.Quoted ? Place.Closed
        : Place.Quoted;
}
