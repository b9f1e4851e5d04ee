using System.Text.RegularExpressions;
using Akka.Configuration.Hocon;

namespace ActorPipeline.Actors.Settings;

/// <summary>A setting of Akka's, as its defaults show it: an object of settings, a list, or a value. Immutable.</summary>
public sealed partial class AkkaSetting
{
    private readonly bool _isMeasure;

    internal AkkaSetting(string name, HoconValue value)
    {
        if (value.IsObject())
        {
            Fields = value.GetObject().Items.ToDictionary(field => field.Key, field => new AkkaSetting(field.Key, field.Value), StringComparer.Ordinal);
            IsOpen = Fields.Count == 0 || IsOpenByName(name);
        }

        // Of an empty one the value itself says that it is none.
        IsList = value.Values.Any(element => element.IsArray());
        _isMeasure = Fields is null && !IsList && Measure().IsMatch(value.GetString() ?? "");
    }

    /// <summary>The settings of an object by name; null for a list or a value.</summary>
    public IReadOnlyDictionary<string, AkkaSetting>? Fields { get; }

    /// <summary>Whether an object takes other names than its defaults have.</summary>
    public bool IsOpen { get; }

    /// <summary>Whether it is a list.</summary>
    public bool IsList { get; }

    /// <summary>What a value must be where the default is a number, a duration, a size or a switch; null when it may be <paramref name="text"/>.</summary>
    public string? WhatIsExpected(string text) => _isMeasure && !Measure().IsMatch(text) ? "a number, a duration, a size, on or off" : null;

    // Which settings these have depends on other settings.
    private static bool IsOpenByName(string name) => name is "deployment" or "phases" || name.EndsWith("dispatcher", StringComparison.Ordinal);

    [GeneratedRegex(@"^\s*(on|off|yes|no|true|false|infinite|unlimited|-?\d+(\.\d+)?\s*[a-zA-Z]*)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Measure();
}
