namespace ActorPipeline.Batches;

/// <summary>A few things of one kind that are used again, so that closing windows leaves little to the garbage collector. One thread at a time.</summary>
/// <remarks>Keeps so many at most, and what a burst has made large only until <see cref="Age"/> was called twice after it.</remarks>
/// <param name="most">How many it keeps.</param>
/// <param name="small">Room that is not worth giving back.</param>
internal sealed class Recycled<T>(int most, int small)
    where T : class
{
    private readonly List<(T Item, int Room)> _free = new(most);
    private RecentNeed _need = new(small);

    /// <summary>Takes one; null when there is none.</summary>
    public T? Take()
    {
        if (_free.Count == 0)
        {
            return null;
        }

        var (item, _) = _free[^1];
        _free.RemoveAt(_free.Count - 1);
        return item;
    }

    /// <summary>Takes one back that nobody looks at any more.</summary>
    /// <param name="item">The thing, which is ready for its next use.</param>
    /// <param name="used">How much of it was in use.</param>
    /// <param name="room">How much it has room for.</param>
    public void Give(T item, int used, int room)
    {
        _need.Note(used);
        if (_free.Count < most)
        {
            _free.Add((item, room));
        }
    }

    /// <summary>Lets go of what is much larger than was needed since the call before the last one.</summary>
    /// <returns>The room that is worth keeping.</returns>
    public int Age()
    {
        var worth = _need.Turn();
        _free.RemoveAll(free => free.Room > worth);
        return worth;
    }
}
