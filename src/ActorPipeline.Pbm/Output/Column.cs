using System.Text.Json;

namespace ActorPipeline.Pbm.Output;

/// <summary>A column of a table or CSV file: a name, and where in the JSON item its value stands.</summary>
/// <param name="Name">Its name: the CSV header, and in upper case with dashes the table's.</param>
/// <param name="Path">Members to follow from the item.</param>
internal sealed record Column(string Name, params IReadOnlyList<string> Path)
{
    /// <summary>How its values look in a table.</summary>
    public CellKind Kind { get; init; }

    /// <summary>Shown by <c>-o wide</c> and in CSV only.</summary>
    public bool IsWide { get; init; }

    /// <summary>Least width in characters, for tables whose rows cannot be measured beforehand.</summary>
    public int MinWidth { get; init; }

    /// <summary>The header of a table.</summary>
    public string Header => Name.ToUpperInvariant().Replace('_', '-');

    /// <summary>Whether its values stand at the right.</summary>
    public bool IsRight => Kind is CellKind.Number or CellKind.Bytes or CellKind.Milliseconds;

    /// <summary>A column named as the member it shows.</summary>
    public static Column Of(string name, CellKind kind = CellKind.Text, bool wide = false) => new(name, name) { Kind = kind, IsWide = wide };

    /// <summary>A column for a member within a member.</summary>
    public static Column At(string name, string outer, string inner, CellKind kind = CellKind.Text, bool wide = false) =>
        new(name, outer, inner) { Kind = kind, IsWide = wide };

    /// <summary>Finds the value; null when it is missing.</summary>
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
