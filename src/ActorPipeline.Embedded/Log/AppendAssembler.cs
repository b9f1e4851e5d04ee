namespace ActorPipeline.Embedded.Log;

/// <summary>Puts the parts of appends together while a log is scanned: an append without its last part never happened.</summary>
internal sealed class AppendAssembler(int partition)
{
    private readonly List<EntryRef> _parts = [];

    /// <summary>Adds the next entry of the partition.</summary>
    /// <param name="head">Its head.</param>
    /// <param name="address">Its address.</param>
    /// <param name="completed">Receives the whole append's entries once its last part is there.</param>
    internal void Add(in EntryHead head, long address, Action<int, EntryRef> completed)
    {
        if (head.Part.HasFlag(EntryPart.First))
        {
            _parts.Clear();
        }

        _parts.Add(new EntryRef(head.BaseOffset, address, head.Count, head.Length));
        if (head.Part.HasFlag(EntryPart.Last))
        {
            _parts.ForEach(part => completed(partition, part));
            _parts.Clear();
        }
    }
}
