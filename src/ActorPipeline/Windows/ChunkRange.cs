using ActorPipeline.Batches;

namespace ActorPipeline.Windows;

/// <summary>A run of groups that goes into one chunk, with the texts it needs numbered anew.</summary>
/// <param name="texts">The table's texts.</param>
/// <param name="start">The first group.</param>
/// <param name="count">How many groups.</param>
internal sealed class ChunkRange(TextTable texts, int start, int count)
{
    private readonly Dictionary<int, int> _numbers = [];
    private readonly TextList _list = new();

    /// <summary>The first group.</summary>
    public int Start { get; } = start;

    /// <summary>How many groups.</summary>
    public int Count { get; } = count;

    /// <summary>The texts named so far.</summary>
    public TextList Texts => _list;

    /// <summary>The number in the chunk of a text of the table.</summary>
    public int Text(int id)
    {
        if (!_numbers.TryGetValue(id, out var number))
        {
            number = _list.Add(texts[id]);
            _numbers.Add(id, number);
        }

        return number;
    }
}
