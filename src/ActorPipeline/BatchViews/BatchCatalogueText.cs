using System.Text.Json;
using ActorPipeline.Batches;
using ActorPipeline.EventLake;

namespace ActorPipeline.BatchViews;

/// <summary>A <see cref="BatchCatalogue"/> as a JSON document.</summary>
internal static class BatchCatalogueText
{
    private const int Version = 2;
    private const int VersionWithoutCompleteFrom = 1;

    public static ReadOnlyMemory<byte> Write(BatchCatalogue catalogue) => VersionedJson.Write(Version, json =>
    {
        json.WriteString("lake", catalogue.Lake);
        json.WriteNumber("high_water_ms", catalogue.HighWaterMs);
        json.WriteStartArray("views");
        foreach (var view in catalogue.Views)
        {
            Write(json, view);
        }

        json.WriteEndArray();
        json.WriteStartArray("replaced");
        foreach (var file in catalogue.Replaced)
        {
            json.WriteStartObject();
            json.WriteString("view", file.View);
            json.WriteString("hour", file.Hour.ToString());
            json.WriteNumber("run", file.Run);
            json.WriteNumber("at_ms", file.AtMs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>Reads a catalogue.</summary>
    /// <exception cref="FormatException">The bytes are none.</exception>
    /// <exception cref="UnknownFormatVersionException">A newer version wrote it.</exception>
    public static BatchCatalogue Read(ReadOnlyMemory<byte> bytes) => VersionedJson.Read(bytes, "catalogue of batch views", Version, (root, version) =>
        new BatchCatalogue(
            root.GetProperty("lake").GetString()!,
            root.GetProperty("high_water_ms").GetInt64(),
            [.. root.GetProperty("views").EnumerateArray().Select(view => ReadView(view, version))],
            [.. root.GetProperty("replaced").EnumerateArray().Select(ReadReplaced)]), VersionWithoutCompleteFrom);

    private static void Write(Utf8JsonWriter json, BatchView view)
    {
        json.WriteStartObject();
        json.WriteString("name", view.Name);
        json.WriteString("definition", view.Definition);
        json.WriteNumber("complete_from_ms", view.CompleteFromMs);
        json.WriteStartArray("slices");
        foreach (var slice in view.Slices)
        {
            json.WriteStartObject();
            json.WriteString("hour", slice.Hour.ToString());
            json.WriteString("input", slice.Input);
            json.WriteNumber("run", slice.Run);
            json.WriteNumber("rows", slice.Rows);
            json.WriteNumber("bytes", slice.Bytes);
            if (slice.Drift is { } drift)
            {
                json.WriteNumber("compared_up_to_ms", drift.UpToMs);
                json.WritePropertyName("drift");
                RowDriftText.Write(json, drift.Rows);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static BatchView ReadView(JsonElement view, int version) => new(
        view.GetProperty("name").GetString()!,
        view.GetProperty("definition").GetString()!,
        version == VersionWithoutCompleteFrom ? long.MaxValue : view.GetProperty("complete_from_ms").GetInt64(),
        [.. view.GetProperty("slices").EnumerateArray().Select(ReadSlice)]);

    private static BatchSlice ReadSlice(JsonElement slice) => new(
        HourOf(slice),
        slice.GetProperty("input").GetString()!,
        slice.GetProperty("run").GetInt64(),
        slice.GetProperty("rows").GetInt64(),
        slice.GetProperty("bytes").GetInt64())
    {
        Drift = slice.TryGetProperty("drift", out var drift)
            ? new SliceDrift(slice.GetProperty("compared_up_to_ms").GetInt64(), RowDriftText.Read(drift))
            : null,
    };

    private static ReplacedFile ReadReplaced(JsonElement file) =>
        new(file.GetProperty("view").GetString()!, HourOf(file), file.GetProperty("run").GetInt64(), file.GetProperty("at_ms").GetInt64());

    private static LakeHour HourOf(JsonElement element) => LakeHour.Parse(element.GetProperty("hour").GetString()!);
}
