using System.Text;

namespace ActorPipeline.Hocon.Reading;

/// <summary>Names as people write them, and as they mistype them.</summary>
public static class Spelling
{
    private const int LongestCompared = 64;

    /// <summary>The name that was probably meant: at most a third of its letters wrong.</summary>
    /// <returns>The nearest of them; null when none is near.</returns>
    public static string? Nearest(string written, IEnumerable<string> names) =>
        written.Length > LongestCompared ? null : names
            .Where(static name => name.Length <= LongestCompared)
            .Select(name => (Name: name, Distance: Distance(written, name)))
            .Where(static candidate => candidate.Distance <= Math.Max(1, candidate.Name.Length / 3))
            .OrderBy(static candidate => candidate.Distance)
            .FirstOrDefault().Name;

    /// <summary><c>AccessLog</c> becomes <c>access-log</c>.</summary>
    public static string KebabCase(string name)
    {
        var kebab = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            kebab.Append(char.IsUpper(c) && kebab.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(c));
        }

        return kebab.ToString();
    }

    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[right.Length];
    }
}
