using System.Text.Json;
using ActorPipeline.Batches;
using ActorPipeline.BatchViews;

namespace ActorPipeline.Jobs;

/// <summary>A <see cref="JobLedger"/> as it is stored: a JSON document.</summary>
internal static class JobLedgerText
{
    // A program that knows nothing of catalogues would lose the one that counts.
    private const int Version = 2;
    private const int VersionWithoutCatalogue = 1;

    public static ReadOnlyMemory<byte> Write(JobLedger ledger) => VersionedJson.Write(ledger.Catalogue is null ? VersionWithoutCatalogue : Version, json =>
    {
        json.WriteBoolean("paused", ledger.IsPaused);
        if (ledger.Catalogue is { } catalogue)
        {
            json.WriteString("catalogue", catalogue);
        }

        if (!ledger.Drift.IsEmpty)
        {
            Write(json, ledger.Drift);
        }

        json.WriteStartArray("runs");
        foreach (var run in ledger.Runs)
        {
            Write(json, run);
        }

        json.WriteEndArray();
    });

    /// <summary>Reads a ledger; an empty one from nothing.</summary>
    /// <exception cref="FormatException">The bytes are no ledger.</exception>
    /// <exception cref="UnknownFormatVersionException">A newer version wrote it.</exception>
    public static JobLedger Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return JobLedger.Empty;
        }

        return VersionedJson.Read(bytes, "list of runs", Version, static (root, version) => new JobLedger
        {
            IsPaused = root.GetProperty("paused").GetBoolean(),
            Catalogue = version == VersionWithoutCatalogue ? null : root.GetProperty("catalogue").GetString(),
            Drift = root.TryGetProperty("drift", out var drift) ? [.. drift.EnumerateArray().Select(ReadDrift)] : [],
            Runs = [.. root.GetProperty("runs").EnumerateArray().Select(Read)],
        }, VersionWithoutCatalogue);
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<ViewDrift> views)
    {
        json.WriteStartArray("drift");
        foreach (var view in views)
        {
            json.WriteStartObject();
            json.WriteString("view", view.View);
            json.WriteNumber("up_to_ms", view.UpToMs);
            json.WritePropertyName("rows");
            RowDriftText.Write(json, view.Rows);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, JobRun run)
    {
        json.WriteStartObject();
        json.WriteNumber("number", run.Number);
        json.WriteString("job", run.Job);
        json.WriteNumber("start_ms", run.StartMs);
        if (run.EndMs is { } end)
        {
            json.WriteNumber("end_ms", end);
        }

        json.WriteString("outcome", run.Outcome.ToString().ToLowerInvariant());
        json.WriteNumber("progress", run.Progress);
        json.WriteNumber("rows", run.Rows);
        json.WriteNumber("bytes", run.Bytes);
        json.WriteString("error", run.Error);
        json.WriteString("node", run.Node);
        json.WriteString("ask", run.Ask);
        json.WriteEndObject();
    }

    private static ViewDrift ReadDrift(JsonElement view) => new(
        view.GetProperty("view").GetString()!, view.GetProperty("up_to_ms").GetInt64(), RowDriftText.Read(view.GetProperty("rows")));

    private static JobRun Read(JsonElement run) => new(
        run.GetProperty("number").GetInt64(),
        run.GetProperty("job").GetString()!,
        run.GetProperty("start_ms").GetInt64(),
        run.TryGetProperty("end_ms", out var end) ? end.GetInt64() : null,
        Enum.Parse<JobOutcome>(run.GetProperty("outcome").GetString()!, ignoreCase: true),
        run.GetProperty("progress").GetDouble(),
        run.GetProperty("rows").GetInt64(),
        run.GetProperty("bytes").GetInt64(),
        run.GetProperty("error").GetString(),
        run.GetProperty("node").GetString()!,
        run.GetProperty("ask").GetString());
}
