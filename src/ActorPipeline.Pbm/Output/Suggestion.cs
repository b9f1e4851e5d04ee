namespace ActorPipeline.Pbm.Output;

internal static class Suggestion
{
    /// <summary>The likeliest of some words, or null when none is like what was typed.</summary>
    public static string? For(string typed, IEnumerable<string> words)
    {
        var best = words
            .Select(word => (Word: word, Distance: word.StartsWith(typed, StringComparison.Ordinal) ? 1 : Distance(typed, word)))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Word, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Word is not null && best.Distance <= Math.Max(1, typed.Length / 3) ? best.Word : null;
    }

    public static string Clause(string typed, IEnumerable<string> words) => For(typed, words) is { } word ? $"; did you mean '{word}'?" : "";

    // Optimal string alignment: two swapped letters are one slip, not two.
    private static int Distance(string left, string right)
    {
        var table = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                table[i, j] = i == 0 || j == 0 ? i + j : Cheapest(table, left, right, i, j);
            }
        }

        return table[left.Length, right.Length];
    }

    private static int Cheapest(int[,] table, string left, string right, int i, int j)
    {
        var replaced = table[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
        var cheapest = Math.Min(replaced, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
        return i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] ? Math.Min(cheapest, table[i - 2, j - 2] + 1) : cheapest;
    }
}
