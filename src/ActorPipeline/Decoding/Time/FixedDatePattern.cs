namespace ActorPipeline.Decoding.Time;

/// <summary>The commonest shape of a date pattern, <c>yyyy-MM-dd HH:mm:ss</c> with any single bytes between, read at fixed places.</summary>
internal sealed class FixedDatePattern(byte[] separators, ZoneClock clock) : TimePattern
{
    private const int Length = 19;

    private static ReadOnlySpan<DateElementKind> Shape =>
        [DateElementKind.Year, DateElementKind.Month, DateElementKind.Day, DateElementKind.Hour, DateElementKind.Minute, DateElementKind.Second];

    /// <summary>A reader for a pattern of this shape; null for others.</summary>
    public static FixedDatePattern? TryCreate(DateElement[] elements, ZoneClock clock)
    {
        var hasShape = elements.Length == (2 * Shape.Length) - 1;
        for (var index = 0; hasShape && index < elements.Length; index++)
        {
            var isSeparator = index % 2 == 1;
            var kind = isSeparator ? DateElementKind.Literal : Shape[index / 2];
            var width = isSeparator ? 1 : index == 0 ? 4 : 2;
            hasShape = elements[index].Kind == kind && elements[index].Width == width;
        }

        return hasShape ? new FixedDatePattern([.. elements.SelectMany(element => element.Literal)], clock) : null;
    }

    protected override bool TryRead(ReadOnlySpan<byte> text, out long unixMs)
    {
        unixMs = 0;
        if (text.Length != Length || !HasSeparators(text))
        {
            return false;
        }

        var date = (CivilTime.Four(text, 0), CivilTime.Two(text, 5), CivilTime.Two(text, 8));
        var time = (CivilTime.Two(text, 11), CivilTime.Two(text, 14), CivilTime.Two(text, 17), 0);
        return CivilTime.TryCombine(date, time, out var clockMs) && clock.TryToUnix(clockMs, out unixMs);
    }

    private bool HasSeparators(ReadOnlySpan<byte> text)
    {
        var wanted = separators;
        return wanted.Length == 5 && text[4] == wanted[0] && text[7] == wanted[1] && text[10] == wanted[2] && text[13] == wanted[3] && text[16] == wanted[4];
    }
}
