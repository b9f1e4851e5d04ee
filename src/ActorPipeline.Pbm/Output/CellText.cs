using System.Globalization;
using System.Text.Json;
using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.Output;

/// <summary>Values as text. In a cell even the end of a line is spelt out: a value must not look like a row of its own.</summary>
internal static class CellText
{
    private const string Missing = "-";

    public static string Show(JsonElement? value, CellKind kind)
    {
        if (value is not { } some)
        {
            return Missing;
        }

        return (kind, some.ValueKind) switch
        {
            (CellKind.Bytes, JsonValueKind.Number) => Bytes(some.GetDouble()),
            (CellKind.Milliseconds, JsonValueKind.Number) => Duration(some.GetDouble()),
            (CellKind.UnixMilliseconds, JsonValueKind.Number) => IsoTime.Of(some.GetInt64()),
            (_, JsonValueKind.String) => TerminalText.Escape(some.GetString()!),
            (_, JsonValueKind.Array) => some.GetArrayLength() == 0 ? Missing : TerminalText.Escape(Join(some)),
            (_, JsonValueKind.Object) => TerminalText.Escape(Members(some)),
            _ => some.GetRawText(),
        };
    }

    /// <summary>A value for programs: as in JSON, without quotes; nothing for a missing one.</summary>
    public static string Plain(JsonElement? value) => value is not { } some ? "" : some.ValueKind switch
    {
        JsonValueKind.String => some.GetString()!,
        JsonValueKind.Array => Join(some),
        JsonValueKind.Object => JsonText.Compact(some),
        _ => some.GetRawText(),
    };

    public static string Bytes(double bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var unit = 0;
        for (; Math.Abs(bytes) >= 1024 && unit < units.Length - 1; unit++)
        {
            bytes /= 1024;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes:0.#} {units[unit]}");
    }

    public static string Duration(double milliseconds) => milliseconds switch
    {
        >= 3_600_000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 3_600_000:0.##}h"),
        >= 60_000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 60_000:0.##}m"),
        >= 1_000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1_000:0.##}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0.##}ms"),
    };

    private static string Join(JsonElement array) => string.Join(',', array.EnumerateArray().Select(item => Plain(NameOf(item))));

    // Of a list of named things, the names.
    private static JsonElement NameOf(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("name", out var name) ? name : item;

    private static string Members(JsonElement map) =>
        string.Join(' ', map.EnumerateObject().Select(member => $"{member.Name}={Plain(member.Value)}"));
}
