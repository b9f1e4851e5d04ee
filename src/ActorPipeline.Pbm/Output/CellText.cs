using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ActorPipeline.Pbm.Output;

/// <summary>Values as text. Values come from events that anybody may send: control characters never reach a terminal as they are.</summary>
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
            (_, JsonValueKind.String) => Escape(some.GetString()!),
            (_, JsonValueKind.Array) => some.GetArrayLength() == 0 ? Missing : Escape(Join(some)),
            (_, JsonValueKind.Object) => Escape(Members(some)),
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

    public static string Escape(string text)
    {
        if (!text.Any(IsUnsafe))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 8);
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                _ when IsUnsafe(letter) => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => escaped.Append(letter),
            };
        }

        return escaped.ToString();
    }

    // Besides control characters, those that turn the direction of the text around them.
    private static bool IsUnsafe(char letter) => char.IsControl(letter) || letter is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069';

    private static string Join(JsonElement array) => string.Join(',', array.EnumerateArray().Select(item => Plain(NameOf(item))));

    // Of a list of named things, the names.
    private static JsonElement NameOf(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("name", out var name) ? name : item;

    private static string Members(JsonElement map) =>
        string.Join(' ', map.EnumerateObject().Select(member => $"{member.Name}={Plain(member.Value)}"));
}
