namespace ActorPipeline.TestKit;

/// <summary>What is runnable, in the order it will run: first come first served, or drawn evenly by a seed.</summary>
internal sealed class RunQueue(int? seed)
{
    private readonly Random? _random = seed is { } value ? new Random(value) : null;
    private readonly List<Task> _drawn = [];
    private readonly Queue<Task> _ordered = new();

    public int Count => _drawn.Count + _ordered.Count;

    public void Add(Task task)
    {
        if (_random is null)
            _ordered.Enqueue(task);
        else
            _drawn.Add(task);
    }

    public Task? Take()
    {
        if (_random is null)
            return _ordered.TryDequeue(out var first) ? first : null;
        if (_drawn.Count == 0)
            return null;
        var index = _random.Next(_drawn.Count);
        var chosen = _drawn[index];
        _drawn[index] = _drawn[^1];
        _drawn.RemoveAt(_drawn.Count - 1);
        return chosen;
    }

    public Task[] ToArray() => [.. _ordered, .. _drawn];
}
