using System.Text.RegularExpressions;
using ActorPipeline.Definitions;

namespace ActorPipeline.Guessing;

/// <summary>Chooses time, fields and a first key from what stands in some records.</summary>
internal sealed partial class FieldChoice
{
    // More than one begins with; who needs others finds them in the file.
    private const int MaxFields = 20;
    private const int LongestName = 48;

    private readonly IReadOnlyList<FieldSample> _samples;
    private readonly int _records;

    /// <param name="samples">The values by path, in the order of the records.</param>
    /// <param name="records">How many records they are from.</param>
    public FieldChoice(IReadOnlyList<FieldSample> samples, int records)
    {
        (_samples, _records) = (samples, records);
        Time = FindTime();
        var fields = samples.Where(sample => sample.Path != Time.Path && sample.Path != Time.ClockPath && sample.Values.Count > 0).Take(MaxFields).ToList();
        var key = fields.Where(IsAlwaysThere).OrderBy(Distinct).FirstOrDefault() ?? fields.MaxBy(field => field.Values.Count);
        var names = new HashSet<string>(StringComparer.Ordinal);
        Fields = [.. fields.Select(field => new FieldDefinition(NameOf(field.Path, names), field.Path, field != key))];
        Key = Fields.FirstOrDefault(field => !field.Optional)?.Name;
    }

    public TimeDefinition Time { get; }

    public IReadOnlyList<FieldDefinition> Fields { get; }

    /// <summary>The name of the field that a view can begin with; null when there is none.</summary>
    public string? Key { get; }

    /// <summary>A name for what stands at a path, other than those taken.</summary>
    public static string NameOf(string path, HashSet<string> taken)
    {
        var name = NotOfName().Replace(path, "_").Trim('_');
        name = name.Length == 0 || char.IsAsciiDigit(name[0]) ? $"f_{name}" : name;
        name = name.Length > LongestName - 3 ? name[^(LongestName - 3)..].TrimStart('_') : name;
        name = char.IsAsciiDigit(name[0]) ? $"f{name}" : name;
        var unique = name;
        for (var number = 2; !taken.Add(unique); number++)
        {
            unique = $"{name}_{number}";
        }

        return unique;
    }

    private TimeDefinition FindTime()
    {
        var always = _samples.Where(IsAlwaysThere).ToList();
        var time = always
            .Select(sample => (sample.Path, Pattern: TimeGuess.PatternOf(sample.Values)))
            .Where(time => time.Pattern is not null)
            .OrderBy(time => TimeLike().IsMatch(time.Path) ? 0 : 1)
            .FirstOrDefault();
        var date = always.Find(sample => TimeGuess.AreDates(sample.Values));
        var clock = always.Find(sample => TimeGuess.AreClocks(sample.Values));
        return (time.Path is null || time.Path == date?.Path) && date is not null && clock is not null
            ? new TimeDefinition(date.Path, "iso", "UTC", clock.Path)
            : new TimeDefinition(time.Path, time.Pattern ?? "auto", "UTC");
    }

    private bool IsAlwaysThere(FieldSample sample) => sample.Values.Count == _records;

    // What is the same everywhere tells nothing apart.
    private static int Distinct(FieldSample sample) => sample.Values.Distinct(StringComparer.Ordinal).Count() is > 1 and var values ? values : int.MaxValue;

    [GeneratedRegex("[^A-Za-z0-9_]+")]
    private static partial Regex NotOfName();

    [GeneratedRegex("time|date|(^|[^a-z])(ts|at|when)$|utc", RegexOptions.IgnoreCase)]
    private static partial Regex TimeLike();
}
