namespace ActorPipeline.Tests.Hocon.Fuzzing;

/// <summary>Damages documents: cuts, repeats, inserts and splices.</summary>
internal sealed class HoconMutator(Random random, IReadOnlyList<string> corpus, IReadOnlyList<string> tokens)
{
    // Keeps inputs small, so that many are tried.
    private const int MaxLength = 600;

    public string Mutate(string document)
    {
        var text = document;
        for (var left = random.Next(1, 5); left > 0; left--)
        {
            text = MutateOnce(text);
        }

        return text.Length <= MaxLength ? text : text[..MaxLength];
    }

    private string MutateOnce(string text)
    {
        var from = random.Next(text.Length + 1);
        var to = Math.Min(text.Length, from + random.Next(1, 12));
        return random.Next(6) switch
        {
            0 => text.Remove(from, to - from),
            1 => text.Insert(to, text[from..to]),
            2 => text.Insert(from, tokens[random.Next(tokens.Count)]),
            3 => text.Remove(from, to - from).Insert(from, tokens[random.Next(tokens.Count)]),
            4 => text.Insert(from, ((char)random.Next(0x250)).ToString()),
            _ => string.Concat(text.AsSpan(0, from), Tail(corpus[random.Next(corpus.Count)])),
        };
    }

    private ReadOnlySpan<char> Tail(string text) => text.AsSpan(random.Next(text.Length + 1));
}
