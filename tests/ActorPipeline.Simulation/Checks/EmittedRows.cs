using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorPipeline.Definitions;
using ActorPipeline.Log;
using ActorPipeline.TestKit.Reference;
using ActorPipeline.Views;

namespace ActorPipeline.Simulation.Checks;

/// <summary>Reads the topics that rows are emitted to as a consumer does that keeps, of the records of one key, the one of the highest revision.</summary>
/// <remarks>Not simply the last one: two owners of a shard may write for a while.</remarks>
/// <param name="pipeline">The pipeline.</param>
/// <param name="fail">Told what is wrong.</param>
internal sealed class EmittedRows(PipelineDefinition pipeline, Action<string> fail)
{
    private readonly Dictionary<(string Topic, string Key, int Revision), string> _seen = [];
    private readonly Dictionary<(string Topic, string Key), (int Revision, string Value)> _newest = [];
    private readonly Dictionary<(string Topic, string Key), int> _partitions = [];

    /// <summary>Whether a topic holds rows.</summary>
    public bool IsRowTopic(string topic) => pipeline.RowTopics.Contains(topic);

    /// <summary>Sees a record: whoever writes a revision of a row writes the same.</summary>
    /// <returns>The end of its window, unix milliseconds.</returns>
    public long See(TopicPartition partition, NewRecord record)
    {
        var (key, value) = (Encoding.UTF8.GetString(record.Key.Span), Encoding.UTF8.GetString(record.Value.Span));
        var revision = record.Headers.TryGet("ap-revision"u8, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        if (!_seen.TryAdd((partition.Topic, key, revision), value) && _seen[(partition.Topic, key, revision)] is { } before && before != value)
        {
            fail($"one revision in {partition.Topic}, two rows: {before} and {value}");
        }

        if (!_newest.TryGetValue((partition.Topic, key), out var newest) || newest.Revision <= revision)
        {
            _newest[(partition.Topic, key)] = (revision, value);
        }

        // A key stays in the partition of its shard, which consumers may rely on.
        if (!_partitions.TryAdd((partition.Topic, key), partition.Partition) && _partitions[(partition.Topic, key)] != partition.Partition)
        {
            fail($"{key} stands in two partitions of {partition.Topic}");
        }

        var topics = pipeline.Emit.Topics!;
        var parts = key.Split('\t');
        var view = topics.AreShared ? pipeline.FindView(parts[0])! : pipeline.Views.First(view => pipeline.RowTopicOf(view) == partition.Topic);
        return NaivePipeline.EndOf(view.Window, Milliseconds(parts[topics.AreShared ? 1 : 0]));
    }

    /// <summary>The newest rows, from JSON.</summary>
    public IReadOnlyList<Row> Rows() => [.. _newest.Select(one => Parse(one.Value.Value, one.Value.Revision))];

    /// <summary>The first row that is in the store and not in its topic, or the other way round.</summary>
    public string? FirstDifference(IEnumerable<Row> stored)
    {
        if (pipeline.Emit.Topics is not { } topics)
        {
            return null;
        }

        var isJson = topics.Format == RowTextFormat.Json;
        var expected = stored.Select(row => isJson ? RowComparison.Show(row) : $"{Delimited(row, topics.AreShared)} revision {row.Revision}").Order(StringComparer.Ordinal).ToList();
        var found = isJson
            ? Rows().Select(RowComparison.Show).Order(StringComparer.Ordinal).ToList()
            : _newest.Values.Select(row => $"{row.Value} revision {row.Revision}").Order(StringComparer.Ordinal).ToList();
        return expected.Except(found).Select(row => $"stored and not emitted: {row}")
            .Concat(found.Except(expected).Select(row => $"emitted and not stored: {row}"))
            .FirstOrDefault();
    }

    // Written from the description of the format alone: nothing of the engine's is used.
    private string Delimited(Row row, bool areShared)
    {
        var view = pipeline.FindView(row.View)!;
        var fields = view.KeyFields.Concat(view.ByFields).Zip(row.Key.Concat(row.By)).OrderBy(field => field.First).Select(field => Escape(field.Second.Value));
        string[] values = [Time(row.Window.StartMs), .. fields, .. row.Columns.Select(column => Number(column.Value))];
        return string.Join('\t', areShared ? [row.View, .. values] : values);
    }

    private static string Number(object? value) => value switch
    {
        null => "",
        double number => double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "",
        string text => Escape(text),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\t", "\\t", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\r", "\\r", StringComparison.Ordinal);

    private static string Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static long Milliseconds(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private static Row Parse(string json, int revision)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var window = root.GetProperty("window");
        return new Row(
            root.GetProperty("pipeline").GetString()!,
            root.GetProperty("view").GetString()!,
            [.. root.GetProperty("key").EnumerateObject().Select(part => KeyValuePair.Create(part.Name, part.Value.GetString()!))],
            [.. root.GetProperty("by").EnumerateObject().Select(part => KeyValuePair.Create(part.Name, part.Value.GetString()!))],
            new RowWindow(
                Milliseconds(window.GetProperty("start").GetString()!), Milliseconds(window.GetProperty("end").GetString()!), window.GetProperty("first_event").GetInt64()),
            [.. root.GetProperty("columns").EnumerateObject().Select(column => KeyValuePair.Create(column.Name, Value(column)))],
            RowLayers.TryParse(root.GetProperty("layer").GetString(), out var layer) ? layer : throw new FormatException(json),
            root.GetProperty("exact").GetBoolean(),
            root.GetProperty("revision").GetInt32() == revision ? revision : -1);
    }

    private static object? Value(JsonProperty column) => column.Value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => column.Value.GetString()!,
        _ when column.Name is "c-Count" or "c-Distinct" => column.Value.GetInt64(),
        _ when column.Name is "c-Avg" => column.Value.GetDouble(),
        _ => column.Value.GetDecimal(),
    };
}
