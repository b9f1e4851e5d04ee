using ActorPipeline.Definitions;
using ActorPipeline.Events;

namespace ActorPipeline.Decoding;

/// <summary>Where the values of a record's columns go.</summary>
internal static class ColumnSlots
{
    /// <summary>Per column the slot of its value; -1 where nothing wants it.</summary>
    /// <exception cref="FormatException">A path is no column.</exception>
    public static int[] Of(SourceDefinition source, WantedValues wanted)
    {
        var slots = source.Columns.Select(_ => -1).ToArray();
        foreach (var value in wanted.InBody)
        {
            var column = source.Columns.ToList().IndexOf(value.Path);
            slots[column >= 0 ? column : throw NoColumn(source, value)] = value.Slot;
        }

        return slots;
    }

    public static DecodeError Check(string code, int expected, int found) => expected == found
        ? DecodeError.None
        : new DecodeError(code, $"expected {expected} values, found {found}");

    private static FormatException NoColumn(SourceDefinition source, WantedValue value) =>
        new($"one of the columns {string.Join(", ", source.Columns)}, and {value.Label} names none");
}
