using System.Text;

namespace ActorPipeline.Pbm.Interactive;

/// <summary>A line cut into words: spaces part them, double quotes hold them together, also when the closing one is not typed yet.</summary>
/// <param name="Words">The words without quotes; after a trailing space the last one is empty.</param>
/// <param name="LastStart">Where in the line the last word begins, its quote included.</param>
internal sealed record TypedWords(IReadOnlyList<string> Words, int LastStart)
{
    public static TypedWords Of(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (start, isQuoted) = (0, false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == ' ' && !isQuoted)
            {
                words.Add(word.ToString());
                word.Clear();
                start = i + 1;
            }
            else if (line[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else
            {
                word.Append(line[i]);
            }
        }

        words.Add(word.ToString());
        return new TypedWords([.. words.SkipLast(1).Where(text => text.Length > 0), words[^1]], start);
    }
}
