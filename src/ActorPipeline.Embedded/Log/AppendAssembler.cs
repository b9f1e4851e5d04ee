namespace ActorPipeline.Embedded.Log;

/// <summary>Puts the parts of appends together while a log is scanned: an append without its last part never happened.</summary>
internal sealed class AppendAssembler(int partition)
{
    private readonly List<EntryRef> _parts = [];

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
