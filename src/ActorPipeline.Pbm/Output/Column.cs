using System.Text.Json;
using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.Output;

/// <summary>A column of a table or CSV file: a name, and where in the JSON item its value stands.</summary>
/// <param name="Name">Its name: the CSV header, and in upper case with dashes the table's.</param>
/// <param name="Path">Members to follow from the item.</param>
internal sealed record Column(string Name, params IReadOnlyList<string> Path)
{
    public CellKind Kind { get; init; }
    public bool IsWide { get; init; }

    /// <summary>Whether an empty text has quotes in CSV, which tell it from nothing.</summary>
    public bool QuotesEmpty { get; init; }

    /// <summary>Least width in characters, for tables whose rows cannot be measured beforehand.</summary>
    public int MinWidth { get; init; }

    // Some names come from the node: those of keys.
    public string Header => TerminalText.Escape(Name.ToUpperInvariant().Replace('_', '-'));

    public bool IsRight => Kind is CellKind.Number or CellKind.Bytes or CellKind.Milliseconds;

    public static Column Of(string name, CellKind kind = CellKind.Text, bool wide = false) => new(name, name) { Kind = kind, IsWide = wide };

    public static Column At(string name, string outer, string inner, CellKind kind = CellKind.Text, bool wide = false) =>
        new(name, outer, inner) { Kind = kind, IsWide = wide };

    public JsonElement? ValueIn(JsonElement item)
    {
        var value = item;
        foreach (var member in Path)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(member, out value))
            {
                return null;
            }
        }

        return value.ValueKind == JsonValueKind.Null ? null : value;
    }
}
