using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActorPipeline.Definitions;
using ActorPipeline.Hocon.Reading;

namespace ActorPipeline.Guessing;

/// <summary>A guess as a pipeline file.</summary>
internal static partial class GuessText
{
    private const int LongestName = 40;

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A pipeline's name after a file's, other than those taken.</summary>
    public static string NameFor(string file, IReadOnlyCollection<string> taken)
    {
        var name = NotOfName().Replace(file.ToLowerInvariant(), "-").Trim('-');
        name = name.Length == 0 || !char.IsAsciiLetter(name[0]) ? $"p-{name}".TrimEnd('-') : name;
        name = name.Length > LongestName ? name[..LongestName].TrimEnd('-') : name;
        var unique = name;
        for (var number = 2; taken.Contains(unique); number++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
        }

        return unique;
    }

    /// <summary>The pipeline file, in HOCON.</summary>
    public static string Write(SourceGuess guess, string name)
    {
        var source = guess.Draft.Source;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"pipelines.{name} {{\n  source {{\n    topic = {name}, format = {Spelling.KebabCase($"{source.Format}")}\n");
        if (source.Format == EventFormat.Csv)
        {
            text.Append(CultureInfo.InvariantCulture, $"    separator = {JsonSerializer.Serialize($"{source.Separator}")}\n");
        }

        if (source.Columns.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"    columns = [{string.Join(", ", source.Columns.Select(Word))}]\n");
        }

        if (source.Layout is { } layout)
        {
            text.Append(CultureInfo.InvariantCulture, $"    layout = {Quoted(layout)}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"    {Time(source.Time)}\n    fields {{\n");
        foreach (var field in source.Fields)
        {
            text.Append(CultureInfo.InvariantCulture, $"      {Field(field)}\n");
        }

        text.Append("    }\n");
        if (LateAfter(guess) is > 0 and var seconds)
        {
            text.Append(guess.DisorderMs >= 1000
                ? $"    # Events come out of order: the first ones of the file by up to {guess.DisorderMs / 1000} s.\n"
                : "    # Servers write a line when a request ends, but date it when it began.\n");
            text.Append(CultureInfo.InvariantCulture, $"    late-after = {seconds}s\n");
        }

        text.Append("  }\n  views {\n");
        text.Append(CultureInfo.InvariantCulture, $"    per-minute {{ key = [{guess.Draft.Key}], window {{ length = 1m }}, columns {{ events = count }} }}\n");
        return text.Append("  }\n}\n").ToString();
    }

    // Twice what was seen of a part of the file; where servers write lines as requests end, a minute at least.
    private static long LateAfter(SourceGuess guess)
    {
        var seen = Math.Min(2 * ((guess.DisorderMs + 999) / 1000), (long)TimeSpan.FromDays(366).TotalSeconds);
        return guess.Draft.Source.Format is EventFormat.AccessLog or EventFormat.W3c ? Math.Max(60, seen) : seen;
    }

    private static string Time(TimeDefinition time)
    {
        var pattern = $"pattern = {Word(time.Pattern)}";
        return (time.Path, time.ClockPath) switch
        {
            (null, _) => "time = record",
            ({ } date, { } clock) => $"time {{ fields = [{Word(date)}, {Word(clock)}], {pattern} }}",
            ({ } path, null) => $"time {{ field = {Word(path)}, {pattern} }}",
        };
    }

    private static string Field(FieldDefinition field) =>
        field.Optional ? $"{field.Name} {{ path = {Word(field.Path)}, optional = on }}" : $"{field.Name} = {Word(field.Path)}";

    private static string Word(string text) => Plain().IsMatch(text) ? text : Quoted(text);

    private static string Quoted(string text) => JsonSerializer.Serialize(text, Relaxed);

    // Words that HOCON reads as something else than text stand in quotes as well.
    [GeneratedRegex(@"^(?!(?:true|false|on|off|yes|no|null|include)\z)[A-Za-z_][A-Za-z0-9_-]*\z")]
    private static partial Regex Plain();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotOfName();
}
