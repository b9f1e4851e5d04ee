namespace ActorPipeline.Cassandra.Store;

/// <summary>The first items in an order, as many as are wanted. Holds up to twice as many. One thread.</summary>
internal sealed class Selection<T>(Comparison<T> order, int most)
{
    private readonly List<T> _items = [];

    public void Add(T item)
    {
        _items.Add(item);
        if (_items.Count / 2 >= most)
        {
            Cut();
        }
    }

    public IReadOnlyList<T> Items()
    {
        Cut();
        return _items;
    }

    private void Cut()
    {
        _items.Sort(order);
        if (_items.Count > most)
        {
            _items.RemoveRange(most, _items.Count - most);
        }
    }
}
