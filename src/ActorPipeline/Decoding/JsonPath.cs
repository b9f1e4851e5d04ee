using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ActorPipeline.Decoding;

/// <summary>A path of member names with dots between, as in <c>url.page</c>; a name that holds dots stands in quotes, as in <c>"url.path"</c>, where
/// <c>\"</c> and <c>\\</c> mean a quote and a backslash.</summary>
internal static class JsonPath
{
    /// <summary>What a path must be, for messages.</summary>
    public const string Expected = "a path of member names with dots between, as in url.page, and names that hold dots in quotes, as in \"url.path\"";

    /// <summary>Splits a path into its names; false when it is none.</summary>
    public static bool TryRead(string path, [NotNullWhen(true)] out IReadOnlyList<string>? names)
    {
        var found = new List<string>();
        var at = 0;
        names = found;
        do
        {
            if (ReadName(path, ref at) is not { Length: > 0 } name || (at < path.Length && path[at] != '.'))
            {
                names = null;
                return false;
            }

            found.Add(name);
        }
        while (at++ < path.Length);

        return true;
    }

    private static string? ReadName(string path, ref int at)
    {
        if (at == path.Length || path[at] != '"')
        {
            var end = path.IndexOfAny(['.', '"'], at);
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
