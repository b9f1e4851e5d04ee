namespace ActorPipeline.Decoding.Time;

/// <summary>The time of an access log: <c>17/May/2015:10:05:03 +0000</c>.</summary>
internal sealed class ApacheTime : TimePattern
{
    private const int Length = 26;

    protected override bool TryRead(ReadOnlySpan<byte> text, out long unixMs)
    {
        unixMs = 0;
        if (text.Length != Length || !HasSeparators(text) || text[21] is not ((byte)'+' or (byte)'-')
            || !ClockOffset.TryRead(text[21..], out var offsetMs))
        {
            return false;
        }

        var date = (CivilTime.Four(text, 7), CivilTime.Month(text, 3), CivilTime.Two(text, 0));
        var time = (CivilTime.Two(text, 12), CivilTime.Two(text, 15), CivilTime.Two(text, 18), 0);
        var exists = CivilTime.TryCombine(date, time, out var clockMs);
        unixMs = clockMs - offsetMs;
        return exists;
    }

    private static bool HasSeparators(ReadOnlySpan<byte> text) => text[2] == (byte)'/' && text[6] == (byte)'/' && text[11] == (byte)':'
        && text[14] == (byte)':' && text[17] == (byte)':' && text[20] == (byte)' ';
}
