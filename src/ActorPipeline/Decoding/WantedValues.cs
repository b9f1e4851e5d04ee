using ActorPipeline.Definitions;

namespace ActorPipeline.Decoding;

/// <summary>What a source wants of a record: every path once, although several fields and the time may be read from it. Immutable.</summary>
internal sealed class WantedValues
{
    private const string HeaderPrefix = "header.";
    private const string RemoteAddress = "remote.ip";

    public WantedValues(SourceDefinition source)
    {
        Fields = [.. source.Fields.Select((field, index) => new WantedValue(index, field.Path, LabelOf(field)))];
        var all = Fields.ToList();
        Time = AddTime(all, source.Time.Path, source.Fields.Count);
        Clock = AddTime(all, source.Time.ClockPath, source.Fields.Count + 1);
        var first = all.GroupBy(value => value.Path).Select(values => values.First()).ToList();
        InBody = [.. first.Where(value => !IsHeader(value.Path))];
        InHeaders = [.. first.Where(value => IsHeader(value.Path))];
        Shared = [.. Fields.Select(value => (value.Slot, first.Find(other => other.Path == value.Path)!.Slot)).Where(pair => pair.Item1 != pair.Item2)];
        Required = [.. Fields.Where(value => !source.Fields[value.Slot].Optional)];
    }

    public IReadOnlyList<WantedValue> Fields { get; }

    /// <summary>What stands in the record itself; no path twice.</summary>
    public IReadOnlyList<WantedValue> InBody { get; }

    public IReadOnlyList<WantedValue> InHeaders { get; }

    public (int Slot, int Source)[] Shared { get; }
    public WantedValue[] Required { get; }

    /// <summary>The event time's text, or its date's; null when the record's own timestamp counts.</summary>
    public WantedValue? Time { get; }

    /// <summary>The text of the time of day; null where the other one holds it too.</summary>
    public WantedValue? Clock { get; }

    public static bool IsHeader(string path) => path == RemoteAddress || path.StartsWith(HeaderPrefix, StringComparison.Ordinal);

    public static string HeaderName(string path) => path == RemoteAddress ? path : path[HeaderPrefix.Length..];

    private static WantedValue? AddTime(List<WantedValue> all, string? path, int slot)
    {
        if (path is null)
        {
            return null;
        }

        var time = all.Find(value => value.Path == path) ?? new WantedValue(slot, path, $"field {path}");
        all.Add(time);
        return time;
    }

    private static string LabelOf(FieldDefinition field) => field.Name == field.Path ? $"field {field.Name}" : $"field {field.Name} ({field.Path})";
}
