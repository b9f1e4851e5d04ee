using System.Globalization;

namespace ActorPipeline.Hocon.Reading;

/// <summary>Durations and sizes as text: a number, fractions allowed, and a unit.</summary>
/// <seealso href="https://github.com/lightbend/config/blob/main/HOCON.md#units-format"/>
public static class HoconUnits
{
    private static readonly Dictionary<string, decimal> TicksByUnit = Units(
        (0.01m, "ns nano nanos nanosecond nanoseconds"),
        (TimeSpan.TicksPerMicrosecond, "us micro micros microsecond microseconds"),
        (TimeSpan.TicksPerMillisecond, " ms milli millis millisecond milliseconds"),
        (TimeSpan.TicksPerSecond, "s second seconds"),
        (TimeSpan.TicksPerMinute, "m minute minutes"),
        (TimeSpan.TicksPerHour, "h hour hours"),
        (TimeSpan.TicksPerDay, "d day days"),
        (7 * TimeSpan.TicksPerDay, "w week weeks"));

    private static readonly Dictionary<string, decimal> BytesByUnit = Units(
        (1, " B b byte bytes"),
        (1e3m, "kB kilobyte kilobytes"),
        (1e6m, "MB megabyte megabytes"),
        (1e9m, "GB gigabyte gigabytes"),
        (1e12m, "TB terabyte terabytes"),
        (1e15m, "PB petabyte petabytes"),
        (1e18m, "EB exabyte exabytes"),
        (1L << 10, "K k Ki KiB kibibyte kibibytes"),
        (1L << 20, "M m Mi MiB mebibyte mebibytes"),
        (1L << 30, "G g Gi GiB gibibyte gibibytes"),
        (1L << 40, "T t Ti TiB tebibyte tebibytes"),
        (1L << 50, "P p Pi PiB pebibyte pebibytes"),
        (1L << 60, "E e Ei EiB exbibyte exbibytes"));

    /// <summary>Reads a duration such as <c>5s</c>, <c>1.5 hours</c> or <c>250</c> (milliseconds); what is below 100 ns is cut off.</summary>
    public static bool TryParseDuration(string text, out TimeSpan value)
    {
        var parsed = TryScale(text, TicksByUnit, out var ticks);
        value = new TimeSpan(ticks);
        return parsed;
    }

    /// <summary>Reads a size such as <c>10MiB</c>, <c>64k</c> (powers of 1024), <c>1GB</c> (powers of 1000) or <c>512</c> (bytes).</summary>
    public static bool TryParseSize(string text, out long bytes) => TryScale(text, BytesByUnit, out bytes) && bytes >= 0;

    /// <summary>Writes a duration in the largest unit that gives a whole number, so that reading it gives the same again.</summary>
    public static string Format(TimeSpan value)
    {
        (long Ticks, string Unit)[] units =
        [
            (TimeSpan.TicksPerDay, "d"), (TimeSpan.TicksPerHour, "h"), (TimeSpan.TicksPerMinute, "m"), (TimeSpan.TicksPerSecond, "s"),
            (TimeSpan.TicksPerMillisecond, "ms"), (TimeSpan.TicksPerMicrosecond, "us"),
        ];
        var (ticks, unit) = Array.Find(units, candidate => value.Ticks % candidate.Ticks == 0);
        return unit is null
            ? string.Create(CultureInfo.InvariantCulture, $"{(decimal)value.Ticks * TimeSpan.NanosecondsPerTick}ns")
            : string.Create(CultureInfo.InvariantCulture, $"{value.Ticks / ticks}{unit}");
    }

    private static bool TryScale(string text, Dictionary<string, decimal> units, out long scaled)
    {
        ArgumentNullException.ThrowIfNull(text);
        scaled = 0;
        var number = text.AsSpan().Trim();
        var letters = number.Length;
        while (letters > 0 && char.IsLetter(number[letters - 1]))
        {
            letters--;
        }

        var unit = number[letters..].ToString();
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite;
        if (!units.TryGetValue(unit, out var factor)
            || !decimal.TryParse(number[..letters], Style, CultureInfo.InvariantCulture, out var amount)
            || amount > long.MaxValue / factor
            || amount < long.MinValue / factor)
        {
            return false;
        }

        scaled = (long)(amount * factor);
        return true;
    }

    // A leading space gives the empty name: no unit.
    private static Dictionary<string, decimal> Units(params (decimal Factor, string Names)[] lines) => lines
        .SelectMany(static line => line.Names.Split(' ').Select(name => (Name: name, line.Factor)))
        .ToDictionary(static unit => unit.Name, static unit => unit.Factor, StringComparer.Ordinal);
}
