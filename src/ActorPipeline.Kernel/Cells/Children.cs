namespace ActorPipeline.Kernel;

/// <summary>
/// The children of one actor. Locked, because the top level takes children from any thread and operators look in from outside;
/// listed in an order that does not depend on hash codes, so that a seeded run repeats.
/// </summary>
internal sealed class Children
{
    private readonly Dictionary<string, ChildRecord> _byName = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private bool _closed;
    private long _unnamed;

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _byName.Count == 0;
        }
    }

    public ActorCell Add(string? name, Func<string, ActorCell> create)
    {
        if (name is not null)
            CheckName(name);
        lock (_gate)
        {
            if (_closed)
                throw new InvalidOperationException("A stopping actor cannot create children.");
            name ??= $"${++_unnamed}";
            if (_byName.ContainsKey(name))
                throw new InvalidActorNameException($"The name '{name}' is taken by a sibling.");
            var cell = create(name);
            _byName.Add(name, new ChildRecord(cell));
            return cell;
        }
    }

    /// <summary>Takes no more children.</summary>
    public void Close()
    {
        lock (_gate)
            _closed = true;
    }

    public ChildRecord? Find(ActorCell cell)
    {
        var record = Find(cell.Self.Path.Name);
        return record?.Cell == cell ? record : null;
    }

    public ChildRecord? Find(string name)
    {
        lock (_gate)
            return _byName.GetValueOrDefault(name);
    }

    public ChildRecord? Remove(ActorCell cell)
    {
        lock (_gate)
            return _byName.Remove(cell.Self.Path.Name, out var record) ? record : null;
    }

    public ChildRecord[] ToArray()
    {
        lock (_gate)
            return [.. _byName.Values];
    }

    private static void CheckName(string name)
    {
        if (name.Length == 0 || name[0] == '$' || name.AsSpan().ContainsAny('/', ' '))
            throw new InvalidActorNameException($"'{name}' is not an actor name: not empty, no '/', no blank, no '$' at the start.");
    }
}
