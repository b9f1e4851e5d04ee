namespace ActorPipeline.Pbm.Loading;

/// <summary>A record is a line, without its line feed and carriage return; empty lines are none.</summary>
internal sealed class LineScanner : RecordScanner
{
    public override int FindEnd(ReadOnlySpan<byte> data)
    {
        var end = data.IndexOf((byte)'\n');
        return end < 0 ? -1 : end + 1;
    }

    public override ReadOnlySpan<byte> Content(ReadOnlySpan<byte> record) => LineOf(record);

    /// <summary>Cuts a line feed, a carriage return before it, and NULs in front: a machine that lost power leaves them for a line being written.</summary>
    public static ReadOnlySpan<byte> LineOf(ReadOnlySpan<byte> record)
    {
        record = record.TrimStart((byte)0);
        record = record is [.. var line, (byte)'\n'] ? line : record;
        return record is [.. var text, (byte)'\r'] ? text : record;
    }
}
