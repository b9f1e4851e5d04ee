using System.Text.Json;

namespace ActorPipeline.BatchViews;

/// <summary>A <see cref="RowDrift"/> as a JSON object.</summary>
internal static class RowDriftText
{
    public static void Write(Utf8JsonWriter json, RowDrift drift)
    {
        json.WriteStartObject();
        json.WriteNumber("compared", drift.Compared);
        json.WriteNumber("only_batch", drift.OnlyBatch);
        json.WriteNumber("only_speed", drift.OnlySpeed);
        json.WriteNumber("different", drift.Different);
        json.WriteNumber("approximate", drift.Approximate);
        json.WriteString("first", drift.First);
        json.WriteEndObject();
    }

    public static RowDrift Read(JsonElement drift) => new(
        drift.GetProperty("compared").GetInt64(),
        drift.GetProperty("only_batch").GetInt64(),
        drift.GetProperty("only_speed").GetInt64(),
        drift.GetProperty("different").GetInt64(),
        drift.GetProperty("approximate").GetInt64(),
        drift.GetProperty("first").GetString());
}
