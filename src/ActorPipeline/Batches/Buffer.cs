namespace ActorPipeline.Batches;

/// <summary>A growing array that keeps its memory when it is cleared. One thread at a time.</summary>
internal sealed class Buffer<T>
{
    private T[] _items = [];

    public int Count { get; private set; }

    /// <summary>How many items it has memory for.</summary>
    public int Room => _items.Length;

    public Span<T> Span => _items.AsSpan(0, Count);

    public ref T this[int index] => ref _items[index];

    public void Add(T item)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Math.Max(16, Count * 2));
        }

        _items[Count++] = item;
    }

    public void Clear() => Count = 0;

    /// <summary>Empties it, and gives memory for more items than so many back.</summary>
    public void Trim(int most)
    {
        Count = 0;
        if (_items.Length > most)
        {
            _items = [];
        }
    }

    /// <summary>Sets the number of items, and returns them; new ones have their default value or what stood there before.</summary>
    public Span<T> Resize(int count)
    {
        if (count > _items.Length)
        {
            Array.Resize(ref _items, Math.Max(count, _items.Length * 2));
        }

        Count = count;
        return Span;
    }
}
