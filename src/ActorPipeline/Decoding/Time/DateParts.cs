using System.Text;

namespace ActorPipeline.Decoding.Time;

/// <summary>The parts of a time, as far as they have been read.</summary>
internal ref struct DateParts
{
    private const int Sunday = 0;
    private const int DaysOfWeek = 7;

    private int _year;
    private int _month;
    private int _day;
    private int? _weekday;
    private int _hour;
    private bool? _isAfternoon;
    private int _minute;
    private int _second;
    private int _millisecond;

    /// <summary>Distance from UTC; null when the text gives none.</summary>
    public long? OffsetMs { get; private set; }

    private static ReadOnlySpan<byte> WeekdayNames => "sunmontuewedthufrisat"u8;

    /// <summary>Takes the part an element stands for off the beginning of a text; false when it does not begin so.</summary>
    public bool TryTake(in DateElement element, ref ReadOnlySpan<byte> text) => element.Kind switch
    {
        DateElementKind.Literal => TakeLiteral(element.Literal, ref text),
        DateElementKind.Year => TakeYear(element.Width, ref text),
        DateElementKind.Month => TakeNumber(element.Width, ref text, out _month),
        DateElementKind.MonthName => TakeMonth(element.Width, ref text),
        DateElementKind.Day => TakeNumber(element.Width, ref text, out _day),
        DateElementKind.Weekday => TakeWeekday(ref text),
        DateElementKind.Hour => TakeNumber(element.Width, ref text, out _hour),
        DateElementKind.HalfDayHour => TakeNumber(element.Width, ref text, out _hour) && _hour is >= 1 and <= 12,
        DateElementKind.HalfDay => TakeHalfDay(ref text),
        DateElementKind.Minute => TakeNumber(element.Width, ref text, out _minute),
        DateElementKind.Second => TakeNumber(element.Width, ref text, out _second),
        DateElementKind.Fraction => TakeFraction(element.Width, ref text),
        _ => TakeOffset(ref text),
    };

    /// <summary>Makes a time of the parts.</summary>
    /// <param name="clockMs">What the clock shows, as milliseconds since it showed the beginning of 1970.</param>
    /// <returns>False when there is no such time, or its day of the week is another.</returns>
    public readonly bool TryCombine(out long clockMs)
    {
        var hour = _isAfternoon is { } isAfternoon ? (_hour % 12) + (isAfternoon ? 12 : 0) : _hour;
        if (!CivilTime.TryCombine((_year, _month, _day), (hour, _minute, _second, _millisecond), out clockMs))
        {
            return false;
        }

        // 1970 began on a Thursday; days before it have negative numbers.
        const int Thursday = 4;
        var weekday = (((CivilTime.DayNumber(_year, _month, _day) + Thursday) % DaysOfWeek) + DaysOfWeek) % DaysOfWeek;
        return _weekday is null || _weekday == weekday;
    }

    private static bool TakeLiteral(byte[] literal, ref ReadOnlySpan<byte> text)
    {
        var isThere = text.StartsWith(literal);
        text = isThere ? text[literal.Length..] : text;
        return isThere;
    }

    private static bool TakeNumber(int width, ref ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        var isOpen = width == 1 && text.Length > 1 && char.IsAsciiDigit((char)text[1]);
        var digits = isOpen ? 2 : width;
        if (text.Length < digits || text[..digits].IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return false;
        }

        foreach (var digit in text[..digits])
        {
            number = (number * 10) + (digit - '0');
        }

        text = text[digits..];
        return true;
    }

    private bool TakeYear(int width, ref ReadOnlySpan<byte> text)
    {
        var isThere = TakeNumber(width, ref text, out _year);
        _year += width == 2 ? 2000 : 0;
        return isThere;
    }

    private bool TakeMonth(int width, ref ReadOnlySpan<byte> text)
    {
        _month = text.Length < 3 ? CivilTime.NotDigits : CivilTime.Month(text, 0);
        if (_month < 1)
        {
            return false;
        }

        var name = CivilTime.MonthNames[_month - 1];
        var length = width == 3 ? 3 : name.Length;
        var isThere = text.Length >= length && Ascii.EqualsIgnoreCase(text[..length], name.AsSpan(0, length));
        text = isThere ? text[length..] : text;
        return isThere;
    }

    private bool TakeWeekday(ref ReadOnlySpan<byte> text)
    {
        for (var day = Sunday; day < DaysOfWeek && text.Length >= 3; day++)
        {
            if (Ascii.EqualsIgnoreCase(text[..3], WeekdayNames.Slice(day * 3, 3)))
            {
                _weekday = day;
                text = text[3..];
                return true;
            }
        }

        return false;
    }

    private bool TakeHalfDay(ref ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || (text[1] | 0x20) != 'm' || (text[0] | 0x20) is not ('a' or 'p'))
        {
            return false;
        }

        _isAfternoon = (text[0] | 0x20) == 'p';
        text = text[2..];
        return true;
    }

    private bool TakeFraction(int width, ref ReadOnlySpan<byte> text)
    {
        if (text.Length < width || text[..width].IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return false;
        }

        _millisecond = UnixTime.Milliseconds(text[..width]);
        text = text[width..];
        return true;
    }

    private bool TakeOffset(ref ReadOnlySpan<byte> text)
    {
        var length = text is [(byte)'Z' or (byte)'z', ..] ? 1 : OffsetLength(text);
        if (text.Length < length || !ClockOffset.TryRead(text[..length], out var offsetMs))
        {
            return false;
        }

        OffsetMs = offsetMs;
        text = text[length..];
        return true;
    }

    private static int OffsetLength(ReadOnlySpan<byte> text)
    {
        const int Hours = 3;
        var hasColon = text.Length > Hours && text[Hours] == (byte)':';
        var hasMinutes = text.Length > Hours && char.IsAsciiDigit((char)text[Hours]);
        return hasColon ? 6 : hasMinutes ? 5 : Hours;
    }
}
