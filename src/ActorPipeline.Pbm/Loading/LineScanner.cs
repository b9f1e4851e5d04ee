namespace ActorPipeline.Pbm.Loading;

/// <summary>A record is a line, without its line feed and carriage return; empty lines are none.</summary>
internal sealed class LineScanner : RecordScanner
{
    private bool _isInside;

    public override int FindEnd(ReadOnlySpan<byte> data)
    {
        if (!_isInside && NulsBefore(data) is > 0 and var nuls)
        {
            return nuls;
        }

        var end = data.IndexOf((byte)'\n');
        _isInside = end < 0;
        return end < 0 ? -1 : end + 1;
    }

    public override ReadOnlySpan<byte> Content(ReadOnlySpan<byte> record) => LineOf(record);

    /// <summary>How many NULs stand before a record: as a record of their own, one without content, they need no memory however many they are.</summary>
    public static int NulsBefore(ReadOnlySpan<byte> data)
    {
        var first = data.IndexOfAnyExcept((byte)0);
        return first < 0 ? data.Length : first;
    }

    /// <summary>Cuts a line feed, a carriage return before it, and NULs in front: a machine that lost power leaves them for a line being written.</summary>
    public static ReadOnlySpan<byte> LineOf(ReadOnlySpan<byte> record)
    {
        record = record.TrimStart((byte)0);
        record = record is [.. var line, (byte)'\n'] ? line : record;
        return record is [.. var text, (byte)'\r'] ? text : record;
    }
}
