namespace ActorPipeline.Decoding.Time;

/// <summary>Calendar arithmetic in the proleptic Gregorian calendar, and the decimal digits dates are written with.</summary>
internal static class CivilTime
{
    /// <summary>What <see cref="Two"/> and <see cref="Four"/> give for anything but digits: below every bound, also after a sum with digits.</summary>
    public const int NotDigits = -1_000_000;

    private const int DaysFromYear0To1970 = 719_528;

    private static readonly int[] DaysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

    /// <summary>The English month names; three letters tell them apart.</summary>
    public static IReadOnlyList<string> MonthNames { get; } =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    public static int Two(ReadOnlySpan<byte> text, int at)
    {
        var tens = (uint)(text[at] - '0');
        var ones = (uint)(text[at + 1] - '0');
        return tens <= 9 && ones <= 9 ? (int)((tens * 10) + ones) : NotDigits;
    }

    public static int Four(ReadOnlySpan<byte> text, int at) => (Two(text, at) * 100) + Two(text, at + 2);

    /// <summary>The number, 1 to 12, of a month from the first three letters of its English name in any case; <see cref="NotDigits"/> for no month.</summary>
    public static int Month(ReadOnlySpan<byte> text, int at)
    {
        // The bit turns upper into lower case, and no other byte into a letter.
        var letters = (text[at] << 16) | (text[at + 1] << 8) | text[at + 2];
        return (letters | 0x202020) switch
        {
            ('j' << 16) | ('a' << 8) | 'n' => 1,
            ('f' << 16) | ('e' << 8) | 'b' => 2,
            ('m' << 16) | ('a' << 8) | 'r' => 3,
            ('a' << 16) | ('p' << 8) | 'r' => 4,
            ('m' << 16) | ('a' << 8) | 'y' => 5,
            ('j' << 16) | ('u' << 8) | 'n' => 6,
            ('j' << 16) | ('u' << 8) | 'l' => 7,
            ('a' << 16) | ('u' << 8) | 'g' => 8,
            ('s' << 16) | ('e' << 8) | 'p' => 9,
            ('o' << 16) | ('c' << 8) | 't' => 10,
            ('n' << 16) | ('o' << 8) | 'v' => 11,
            ('d' << 16) | ('e' << 8) | 'c' => 12,
            _ => NotDigits,
        };
    }

    /// <summary>A date and time as milliseconds since 1970-01-01T00:00:00 of the same clock.</summary>
    /// <param name="date">Year 1 to 9999, month, day.</param>
    /// <param name="time">Hour 0 to 23, minute and second 0 to 59: no leap seconds.</param>
    /// <returns>False when there is no such date or time.</returns>
    public static bool TryCombine((int Year, int Month, int Day) date, (int Hour, int Minute, int Second, int Millisecond) time, out long clockMs)
    {
        clockMs = 0;
        if ((uint)(date.Year - 1) > 9998 || (uint)(date.Month - 1) > 11 || date.Day < 1 || date.Day > DaysInMonth(date.Year, date.Month)
            || (uint)time.Hour > 23 || (uint)time.Minute > 59 || (uint)time.Second > 59)
        {
            return false;
        }

        var seconds = (((time.Hour * 60) + time.Minute) * 60) + time.Second;
        clockMs = (DayNumber(date.Year, date.Month, date.Day) * 86_400_000) + (seconds * 1000L) + time.Millisecond;
        return true;
    }

    public static long DayNumber(int year, int month, int day)
    {
        var before = year - 1;
        var leapDays = (before / 4) - (before / 100) + (before / 400) + 1;
        var leapDay = month > 2 && IsLeap(year) ? 1 : 0;
        return (year * 365L) + leapDays + DaysBeforeMonth[month - 1] + leapDay + day - 1 - DaysFromYear0To1970;
    }

    private static int DaysInMonth(int year, int month) =>
        DaysBeforeMonth[month] - DaysBeforeMonth[month - 1] + (month == 2 && IsLeap(year) ? 1 : 0);

    private static bool IsLeap(int year) => (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
}
