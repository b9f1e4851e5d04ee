using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.CommandLine;

/// <summary>Makes options that refuse wrong values with what was expected.</summary>
internal static class Options
{
    private static readonly (string Suffix, double Milliseconds)[] Units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    /// <summary>A duration such as <c>500ms</c>, <c>60s</c>, <c>5m</c>; <c>0</c> needs no unit.</summary>
    public static Option<TimeSpan> Duration(string name, string description, TimeSpan standard) => new(name)
    {
        Description = $"{description} (default {CellText.Duration(standard.TotalMilliseconds)})",
        HelpName = "DURATION",
        DefaultValueFactory = _ => standard,
        CustomParser = result => Read<TimeSpan>(
            result, text => TryParseDuration(text, out var value) ? value : null, "a duration such as 500ms, 60s or 5m"),
    };

    public static Option<int?> Count(string name, string description, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => Read<int>(
            result,
            text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? value : null,
            "a whole number from 1 on"),
    };

    public static Option<string?> Time(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "TIME" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !IsoTime.IsTime(token.Value))
            {
                result.AddError($"{name}: '{token.Value}' is no time; expected one such as 2017-01-25T14:02:00Z, or unix milliseconds");
            }
        });
        return option;
    }

    public static Option<string?> Word(string name, string description, params string[] words)
    {
        var help = $"{description}: {string.Join(", ", words)}";
        var option = new Option<string?>(name) { Description = help, HelpName = name.TrimStart('-').ToUpperInvariant() };
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    public static Option<T> OneOf<T>(string name, string description, T standard, params string[] aliases)
        where T : struct, Enum
    {
        var words = Enum.GetNames<T>().Select(word => word.ToLowerInvariant()).ToArray();
        var option = new Option<T>(name, aliases)
        {
            Description = $"{description}: {string.Join(", ", words)}",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => standard,
            CustomParser = result => Read<T>(result, text => words.Contains(text) ? Enum.Parse<T>(text, ignoreCase: true) : null, string.Join(" or ", words)),
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add(words);
        return option;
    }

    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text == "0")
        {
            return true;
        }

        foreach (var (suffix, milliseconds) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                var total = number * milliseconds;
                duration = total <= TimeSpan.FromDays(365).TotalMilliseconds ? TimeSpan.FromMilliseconds(total) : TimeSpan.Zero;
                return duration > TimeSpan.Zero;
            }
        }

        return false;
    }

    private static T Read<T>(ArgumentResult result, Func<string, T?> parse, string expected)
        where T : struct
    {
        var text = result.Tokens[0].Value;
        if (parse(text) is { } value)
        {
            return value;
        }

        var name = (result.Parent as OptionResult)?.Option.Name ?? result.Argument.Name;
        result.AddError($"{name}: expected {expected}; found '{text}'");
        return default;
    }
}
