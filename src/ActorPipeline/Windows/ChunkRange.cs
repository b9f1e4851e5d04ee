using ActorPipeline.Batches;

namespace ActorPipeline.Windows;

/// <summary>A run of groups that goes into one chunk, with the texts it needs renumbered.</summary>
internal sealed class ChunkRange(TextTable texts, int start, int count)
{
    private readonly Dictionary<int, int> _numbers = [];

    public int Start { get; } = start;
    public int Count { get; } = count;
    public TextList Texts { get; } = new();

    public int Text(int id)
    {
        if (!_numbers.TryGetValue(id, out var number))
        {
            number = Texts.Add(texts[id]);
            _numbers.Add(id, number);
        }

        return number;
    }
}
