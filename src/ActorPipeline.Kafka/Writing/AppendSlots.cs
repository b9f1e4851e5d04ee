namespace ActorPipeline.Kafka.Writing;

/// <summary>Finds the call that a record belongs to by a number, which is all that librdkafka can carry. Bounded by the calls under way.</summary>
internal sealed class AppendSlots
{
    private readonly Stack<int> _free = new();
    private PendingAppend?[] _slots = new PendingAppend?[16];
    private int _used;

    internal PendingAppend this[int slot] => _slots[slot]!;

    internal void Take(PendingAppend append)
    {
        if (!_free.TryPop(out var slot))
        {
            slot = _used++;
            if (slot == _slots.Length)
            {
                Array.Resize(ref _slots, slot * 2);
            }
        }

        _slots[slot] = append;
        append.Slot = slot;
    }

    internal void Free(PendingAppend append)
    {
        _slots[append.Slot] = null;
        _free.Push(append.Slot);
    }
}
