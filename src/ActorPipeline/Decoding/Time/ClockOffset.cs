namespace ActorPipeline.Decoding.Time;

/// <summary>A clock's distance from UTC as written: <c>Z</c>, <c>+02</c>, <c>+0200</c> or <c>+02:00</c>.</summary>
internal static class ClockOffset
{
    // The furthest clock there is: Kiribati's.
    private const int MostMinutes = 14 * 60;

    /// <summary>Reads an offset; false when the text is none, or one of more than 14 hours.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long offsetMs)
    {
        offsetMs = 0;
        if (text is [(byte)'Z' or (byte)'z'])
        {
            return true;
        }

        if (text.Length is not (3 or 5 or 6) || text[0] is not ((byte)'+' or (byte)'-') || (text.Length == 6 && text[3] != (byte)':'))
        {
            return false;
        }

        var minutes = text.Length == 3 ? 0 : CivilTime.Two(text, text.Length - 2);
        var all = (CivilTime.Two(text, 1) * 60) + minutes;
        offsetMs = (text[0] == (byte)'-' ? -all : all) * 60_000L;
        return (uint)minutes <= 59 && (uint)all <= MostMinutes;
    }
}
