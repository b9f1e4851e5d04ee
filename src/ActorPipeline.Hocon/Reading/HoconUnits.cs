using System.Globalization;

namespace ActorPipeline.Hocon.Reading;

/// <summary>Durations and sizes as text: a number, fractions allowed, and a unit (https://github.com/lightbend/config/blob/main/HOCON.md#units-format).</summary>
public static class HoconUnits
{
    private const string SizePrefixes = "KMGTPE";

    private static readonly Dictionary<string, decimal> TicksByUnit = Units(
        ("0.01", "ns nano nanos nanosecond nanoseconds"),
        ("10", "us micro micros microsecond microseconds"),
        ("10000", " ms milli millis millisecond milliseconds"),
        ("10000000", "s second seconds"),
        ("600000000", "m minute minutes"),
        ("36000000000", "h hour hours"),
        ("864000000000", "d day days"),
        ("6048000000000", "w week weeks"));

    private static readonly Dictionary<string, decimal> BytesByUnit = SizeUnits();

    /// <summary>Reads a duration such as <c>5s</c>, <c>1.5 hours</c> or <c>250</c> (milliseconds). A <see cref="TimeSpan"/> resolves 100 ns; the rest is cut off.</summary>
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

    private static Dictionary<string, decimal> SizeUnits()
    {
        string[] names = ["kilo kibi", "mega mebi", "giga gibi", "tera tebi", "peta pebi", "exa exbi"];
        var units = Units(("1", " B b byte bytes"));
        var (decimalFactor, binaryFactor) = (1m, 1m);
        for (var power = 0; power < names.Length; power++)
        {
            var (letter, name) = (SizePrefixes[power], names[power].Split(' '));
            decimalFactor *= 1000;
            binaryFactor *= 1024;
            Add(units, decimalFactor, $"{(letter == 'K' ? 'k' : letter)}B {name[0]}byte {name[0]}bytes");
            Add(units, binaryFactor, $"{letter} {char.ToLowerInvariant(letter)} {letter}i {letter}iB {name[1]}byte {name[1]}bytes");
        }

        return units;
    }

    private static Dictionary<string, decimal> Units(params (string Factor, string Names)[] lines)
    {
        var units = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var (factor, names) in lines)
        {
            Add(units, decimal.Parse(factor, CultureInfo.InvariantCulture), names);
        }

        return units;
    }

    // A leading space gives the empty name: no unit.
    private static void Add(Dictionary<string, decimal> units, decimal factor, string names)
    {
        foreach (var name in names.Split(' '))
        {
            units.Add(name, factor);
        }
    }
}
