namespace ActorPipeline.Pbm.Loading;

/// <summary>A record is a line, without its line feed and carriage return; empty lines are none.</summary>
internal sealed class LineScanner : RecordScanner
{
    public override int FindEnd(ReadOnlySpan<byte> data)
    {
        var end = data.IndexOf((byte)'\n');
        return end < 0 ? -1 : end + 1;
    }

    public override ReadOnlySpan<byte> Content(ReadOnlySpan<byte> record) => WithoutLineEnd(record);

    /// <summary>Cuts a line feed, and a carriage return before it.</summary>
    public static ReadOnlySpan<byte> WithoutLineEnd(ReadOnlySpan<byte> record)
    {
        record = record is [.. var line, (byte)'\n'] ? line : record;
        return record is [.. var text, (byte)'\r'] ? text : record;
    }
}
