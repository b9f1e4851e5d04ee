using System.Globalization;
using System.Text;
using ActorPipeline.Definitions;
using ActorPipeline.Hocon.Reading;

namespace ActorPipeline.Declaring;

/// <summary>What of a pipeline's definition its stored state depends on. State is only ever used with the fingerprint it was made with.</summary>
public static class PipelineFingerprint
{
    /// <summary>The version of the formats that state and shard log are kept in; a new one makes every state another's.</summary>
    private const int StateFormat = 1;

    private const int MostShown = 5;

    /// <summary>The fingerprint of a definition.</summary>
    /// <returns>Lines of <c>what = value</c>, ending with a line feed: format, shards, views in order, and of each its key, breakdown, window,
    /// condition and columns in order. Where values stand in records and how times are written is not part of it.</returns>
    public static string Of(PipelineDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var lines = new StringBuilder();
        Add(lines, "format", StateFormat.ToString(CultureInfo.InvariantCulture));
        Add(lines, "shards", definition.Shards.ToString(CultureInfo.InvariantCulture));
        Add(lines, "views", string.Join(", ", definition.Views.Select(view => view.Name)));
        foreach (var view in definition.Views)
        {
            AddView(lines, view, definition.Source);
        }

        return lines.ToString();
    }

    /// <summary>Says what differs between two fingerprints.</summary>
    /// <param name="old">The fingerprint the state was made with.</param>
    /// <param name="new">The fingerprint of the definition as it is now.</param>
    /// <returns>One line; empty when they are the same.</returns>
    public static string Difference(string old, string @new)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(@new);
        var (before, after) = (Parse(old), Parse(@new));
        var changes = before.Keys.Union(after.Keys)
            .Where(name => before.GetValueOrDefault(name) != after.GetValueOrDefault(name))
            .Select(name => Describe(name, before.GetValueOrDefault(name), after.GetValueOrDefault(name)))
            .ToList();
        var more = changes.Count > MostShown ? $"; and {changes.Count - MostShown} more" : "";
        return string.Join("; ", changes.Take(MostShown)) + more;
    }

    private static void AddView(StringBuilder lines, ViewDefinition view, SourceDefinition source)
    {
        Add(lines, $"{view.Name}.key", string.Join(", ", view.KeyNames));
        Add(lines, $"{view.Name}.by", string.Join(", ", view.ByNames));
        Add(lines, $"{view.Name}.window", $"length {Duration(view.Window.LengthMs)}, every {Duration(view.Window.EveryMs)}");
        Add(lines, $"{view.Name}.where", view.Where?.Text ?? "");
        Add(lines, $"{view.Name}.columns", string.Join(", ", view.Columns.Select(column => $"{column.Name} = {Expression(column, source)}")));
    }

    private static string Expression(ColumnDefinition column, SourceDefinition source) => column.Field < 0
        ? ColumnSyntax.NameOf(column.Kind)
        : $"{ColumnSyntax.NameOf(column.Kind)}({source.Fields[column.Field].Name})";

    private static string Duration(long milliseconds) => HoconUnits.Format(TimeSpan.FromMilliseconds(milliseconds));

    // One line each, whatever a condition holds.
    private static void Add(StringBuilder lines, string name, string value) =>
        lines.Append(name).Append(" = ").Append(value.ReplaceLineEndings(" ")).Append('\n');

    private static Dictionary<string, string> Parse(string fingerprint) => fingerprint
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(" = ", 2))
        .GroupBy(parts => parts[0], parts => parts[^1])
        .ToDictionary(group => group.Key, group => group.First());

    private static string Describe(string name, string? old, string? @new)
    {
        var was = old is null ? "was not there" : $"was {Quoted(old)}";
        return $"{name} {was}, {(@new is null ? "is gone" : $"is now {Quoted(@new)}")}";
    }

    private static string Quoted(string value) => value.Length == 0 ? "empty" : $"'{value}'";
}
