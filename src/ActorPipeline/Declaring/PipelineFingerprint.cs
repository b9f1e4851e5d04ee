using System.Globalization;
using System.Text;
using ActorPipeline.Definitions;
using ActorPipeline.Hocon.Reading;

namespace ActorPipeline.Declaring;

/// <summary>What of a pipeline's definition its stored state depends on. State is only ever used with the fingerprint it was made with.</summary>
public static class PipelineFingerprint
{
    // The version of the formats that state and shard log are kept in; a new one makes every state another's.
    private const int StateFormat = 1;

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

    /// <summary>What the rows of one view follow from, likewise.</summary>
    public static string Of(ViewDefinition view, SourceDefinition source)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(source);
        var lines = new StringBuilder();
        AddView(lines, view, source);
        return lines.ToString();
    }

    private static void AddView(StringBuilder lines, ViewDefinition view, SourceDefinition source)
    {
        Add(lines, $"{view.Name}.key", string.Join(", ", view.KeyNames));
        Add(lines, $"{view.Name}.by", string.Join(", ", view.ByNames));
        Add(lines, $"{view.Name}.window", Window(view.Window));
        Add(lines, $"{view.Name}.where", view.Where?.Text ?? "");
        Add(lines, $"{view.Name}.columns", string.Join(", ", view.Columns.Select(column => $"{column.Name} = {Expression(column, source)}")));
    }

    private static string Expression(ColumnDefinition column, SourceDefinition source) => column.Field < 0
        ? ColumnSyntax.NameOf(column.Kind)
        : $"{ColumnSyntax.NameOf(column.Kind)}({source.Fields[column.Field].Name})";

    // Not the zone's rules: new ones come several times a year, and most change nothing for a pipeline.
    private static string Window(WindowDefinition window)
    {
        var zone = window.Zone is { } name ? $", zone {name}" : "";
        return $"length {Duration(window.LengthMs)}, every {Duration(window.EveryMs)}{zone}";
    }

    private static string Duration(long milliseconds) => HoconUnits.Format(TimeSpan.FromMilliseconds(milliseconds));

    // One line each, whatever a condition holds.
    private static void Add(StringBuilder lines, string name, string value) =>
        lines.Append(name).Append(" = ").Append(value.ReplaceLineEndings(" ")).Append('\n');
}
