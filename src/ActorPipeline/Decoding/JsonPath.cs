using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace ActorPipeline.Decoding;

/// <summary>A path of member names with dots between, as in <c>url.page</c>; a name that holds dots or brackets stands in quotes, as in
/// <c>"url.path"</c>, where <c>\"</c> and <c>\\</c> mean a quote and a backslash. Behind a name the place of an array's item may stand, as in
/// <c>headers.Accept[0]</c>.</summary>
internal static class JsonPath
{
    /// <summary>What a path must be, for messages.</summary>
    public const string Expected =
        "a path of member names with dots between, as in url.page, names that hold dots in quotes, as in \"url.path\", "
        + "and items of arrays by their place, as in tags[0]";

    // More items than one reads by their place.
    private const int MaxIndex = 255;

    /// <summary>Splits a path into its steps; false when it is none.</summary>
    public static bool TryRead(string path, [NotNullWhen(true)] out IReadOnlyList<JsonStep>? steps)
    {
        var found = new List<JsonStep>();
        var at = 0;
        var isPath = true;
        do
        {
            isPath = isPath && ReadName(path, ref at) is { Length: > 0 } name && Add(found, new JsonStep(name)) && ReadIndexes(path, ref at, found)
                && (at == path.Length || path[at] == '.');
        }
        while (isPath && at++ < path.Length);

        steps = isPath ? found : null;
        return isPath;
    }

    private static bool Add(List<JsonStep> steps, JsonStep step)
    {
        steps.Add(step);
        return true;
    }

    private static bool ReadIndexes(string path, ref int at, List<JsonStep> steps)
    {
        while (at < path.Length && path[at] == '[')
        {
            var end = path.IndexOf(']', at);
            if (end < 0 || !int.TryParse(path.AsSpan(at + 1, end - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index > MaxIndex)
            {
                return false;
            }

            steps.Add(new JsonStep(null, index));
            at = end + 1;
        }

        return true;
    }

    private static string? ReadName(string path, ref int at)
    {
        if (at == path.Length || path[at] != '"')
        {
            var end = path.IndexOfAny(['.', '"', '[', ']'], at);
            var start = at;
            at = end < 0 ? path.Length : end;
            return path[start..at];
        }

        var name = new StringBuilder();
        for (at++; at < path.Length && path[at] != '"'; at++)
        {
            at += path[at] == '\\' && at + 1 < path.Length ? 1 : 0;
            name.Append(path[at]);
        }

        return at++ < path.Length ? name.ToString() : null;
    }
}
