using System.Text.Json;
using System.Text.Unicode;

namespace ActorPipeline.Tests.Engine.Decoding.Fuzzing;

/// <summary>What <see cref="JsonDocument"/> makes of a record; null when it refuses it, or the rules for events do.</summary>
internal static class JsonOracle
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>The values at the paths, as <c>path=value</c>.</summary>
    public static string? Read(byte[] record, params string[] paths)
    {
        if (!Utf8.IsValid(record))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(record, Options);
            Visit(document.RootElement);
            var isObject = document.RootElement.ValueKind == JsonValueKind.Object;
            return isObject && IsUnambiguous(document.RootElement, paths) ? Show(document.RootElement, paths) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter is what half a surrogate pair gives when its text is asked for.
            return null;
        }
    }

    private static void Visit(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Visit(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    Visit(member.Value);
                }

                break;
            default:
                break;
        }
    }

    private static bool IsUnambiguous(JsonElement owner, IEnumerable<string> paths)
    {
        foreach (var group in paths.Select(path => path.Split('.', 2)).GroupBy(parts => parts[0]))
        {
            var values = owner.EnumerateObject().Where(member => member.Name == group.Key).Select(member => member.Value).ToList();
            var below = group.Where(parts => parts.Length > 1).Select(parts => parts[1]).ToList();
            if (values.Count > 1 || (values.Count == 1 && !IsExpected(values[0], below)))
            {
                return false;
            }
        }

        return true;
    }

    // All paths are optional: what cannot be a value is none.
    private static bool IsExpected(JsonElement value, List<string> below) =>
        value.ValueKind != JsonValueKind.Object || below.Count == 0 || IsUnambiguous(value, below);

    private static string Show(JsonElement root, IEnumerable<string> paths) =>
        string.Join(" | ", paths.Select(path => (path, Value: Find(root, path))).Where(found => found.Value is not null).Select(found => $"{found.path}={found.Value}"));

    private static string? Find(JsonElement root, string path)
    {
        var element = root;
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array => null,
            JsonValueKind.String => element.GetString(),
            _ => element.GetRawText(),
        };
    }
}
