using ActorPipeline.Views;

namespace ActorPipeline.TestKit.Store;

/// <summary>What a stored row is found by.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="View">The view.</param>
/// <param name="StartMs">The window's start.</param>
/// <param name="Key">The key's values, with their lengths.</param>
/// <param name="By">The breakdown's values, with their lengths.</param>
public readonly record struct RowId(string Pipeline, string View, long StartMs, string Key, string By)
{
    /// <summary>The id of a row.</summary>
    public static RowId Of(Row row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new RowId(row.Pipeline, row.View, row.Window.StartMs, Text(row.Key), Text(row.By));
    }

    /// <summary>Values as one text that no other values have.</summary>
    public static string Text(IEnumerable<KeyValuePair<string, string>> parts) => Text(parts.Select(part => part.Value));

    /// <summary>Values as one text that no other values have.</summary>
    public static string Text(IEnumerable<string> values) => string.Join(',', values.Select(value => $"{value.Length}:{value}"));
}
