using System.Globalization;
using System.Numerics;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Hocon.Reading;

public sealed partial class HoconCursor
{
    /// <summary>A text; a number or boolean gives the text it was written as.</summary>
    /// <exception cref="ConfigurationException">It is missing, an object or a list.</exception>
    public string GetString(string path) => Find(path, "text") is HoconScalar scalar ? scalar.Text : throw Fail(path, "text");

    /// <summary>A text; null if it is not given.</summary>
    /// <exception cref="ConfigurationException">It is an object or a list.</exception>
    public string? OptionalString(string path) => Has(path) ? GetString(path) : null;

    /// <summary>A whole number within bounds, both included.</summary>
    /// <exception cref="ConfigurationException">It is missing, not a whole number, or out of bounds.</exception>
    public int GetInt(string path, int min = int.MinValue, int max = int.MaxValue) =>
        GetNumber(path, "a whole number", NumberStyles.AllowLeadingSign, min, max);

    /// <summary>A whole number of 64 bits within bounds, both included.</summary>
    /// <exception cref="ConfigurationException">It is missing, not a whole number, or out of bounds.</exception>
    public long GetLong(string path, long min = long.MinValue, long max = long.MaxValue) =>
        GetNumber(path, "a whole number", NumberStyles.AllowLeadingSign, min, max);

    /// <summary>A finite number within bounds, both included.</summary>
    /// <exception cref="ConfigurationException">It is missing, not a number, or out of bounds.</exception>
    public double GetDouble(string path, double min = double.MinValue, double max = double.MaxValue) =>
        GetNumber(path, "a number", NumberStyles.Float, min, max);

    /// <summary>A boolean: <c>true</c>, <c>on</c>, <c>yes</c> or <c>false</c>, <c>off</c>, <c>no</c>.</summary>
    /// <exception cref="ConfigurationException">It is missing or anything else.</exception>
    public bool GetBool(string path) => Required(path, "on or off (true or false, yes or no)", static text => text switch
    {
        "true" or "on" or "yes" => true,
        "false" or "off" or "no" => false,
        _ => (bool?)null,
    });

    /// <summary>A boolean; null if it is not given.</summary>
    /// <exception cref="ConfigurationException">It is anything but a boolean.</exception>
    public bool? OptionalBool(string path) => Has(path) ? GetBool(path) : null;

    /// <summary>One of an enumeration's names, written in kebab case: <c>access-log</c> for <c>AccessLog</c>.</summary>
    /// <exception cref="ConfigurationException">It is missing or none of the names.</exception>
    public T GetEnum<T>(string path)
        where T : struct, Enum
    {
        var names = Enum.GetValues<T>().ToDictionary(static value => Spelling.KebabCase($"{value}"), StringComparer.Ordinal);
        return Required(path, $"one of {string.Join(", ", names.Keys)}", text => names.TryGetValue(text, out var value) ? value : (T?)null);
    }

    /// <summary>One of an enumeration's names; null if it is not given.</summary>
    /// <exception cref="ConfigurationException">It is none of the names.</exception>
    public T? OptionalEnum<T>(string path)
        where T : struct, Enum => Has(path) ? GetEnum<T>(path) : null;

    /// <summary>Texts: a list, or one text with commas between.</summary>
    /// <exception cref="ConfigurationException">It is missing, an object, or has an item that is not text.</exception>
    public IReadOnlyList<string> GetStringList(string path)
    {
        const string Expected = "a list, or text with commas between its items";
        var value = Find(path, Expected);
        if (value is HoconScalar scalar)
        {
            return scalar.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }

        return AsArray(value) is { } array ? [.. array.Items.Select(item => ItemText(path, item))] : throw Fail(path, Expected);
    }

    private string ItemText(string path, HoconValue item) => item is HoconScalar { IsNull: false } text
        ? text.Text
        : throw new ConfigurationException(item.Origin, PathOf(HoconPath.Parse(path)), "a list of texts", Describe(item) + " in it");

    private T GetNumber<T>(string path, string kind, NumberStyles style, T min, T max)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        var expected = (min > T.MinValue, max < T.MaxValue) switch
        {
            (true, true) => $"{kind} from {min} to {max}",
            (true, false) => $"{kind} of at least {min}",
            (false, true) => $"{kind} of at most {max}",
            _ => kind,
        };
        return Required(path, expected, text =>
            T.TryParse(text, style, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number : (T?)null);
    }

    private T Required<T>(string path, string expected, Func<string, T?> parse)
        where T : struct => Find(path, expected) is HoconScalar scalar && parse(scalar.Text) is { } value ? value : throw Fail(path, expected);
}
