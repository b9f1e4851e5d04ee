using System.Globalization;
using ActorPipeline.Definitions;
using ActorPipeline.Views;

namespace ActorPipeline.TestKit.Reference;

/// <summary>A row as it must be in the end.</summary>
/// <param name="View">The view.</param>
/// <param name="Key">The key's values.</param>
/// <param name="By">The breakdown's values.</param>
/// <param name="StartMs">The window's start.</param>
/// <param name="EndMs">The window's end.</param>
/// <param name="FirstEventMs">The smallest event time of the window.</param>
/// <param name="Columns">The columns' values; null for none.</param>
/// <param name="IsExact">Whether no distinct count is above the limit.</param>
public sealed record ReferenceRow(
    string View, IReadOnlyList<string> Key, IReadOnlyList<string> By, long StartMs, long EndMs, long FirstEventMs, IReadOnlyList<object?> Columns, bool IsExact)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{View} [{string.Join('|', Key)}] by [{string.Join('|', By)}] window {StartMs}..{EndMs} first {FirstEventMs}: {string.Join(", ", Columns.Select(Show))}{(IsExact ? "" : " (estimate)")}");

    /// <summary>The row as readers see it, which was never corrected.</summary>
    public Row AsRow(string pipeline, ViewDefinition view, RowLayer layer)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new Row(
            pipeline,
            View,
            [.. view.KeyNames.Zip(Key, KeyValuePair.Create)],
            [.. view.ByNames.Zip(By, KeyValuePair.Create)],
            new RowWindow(StartMs, EndMs, FirstEventMs),
            [.. view.Columns.Zip(Columns, (column, value) => KeyValuePair.Create(column.Name, value))],
            layer,
            IsExact,
            0);
    }

    // An empty text is not nothing.
    private static string Show(object? value) => value switch
    {
        null => "none",
        string text => $"'{text}'",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
