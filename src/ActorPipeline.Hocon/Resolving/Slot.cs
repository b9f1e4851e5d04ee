namespace ActorPipeline.Hocon;

/// <summary>One field (or item): the values given to it, first given first, and what is known of them so far.</summary>
internal sealed class Slot(HoconOrigin origin, Node[] layers) : Node(origin)
{
    private Outcome[]? _outcomes;

    public Node[] Layers { get; } = layers;

    /// <summary>The layer being evaluated just now: a reference from there back to this field sees only the layers below. -1 for none.</summary>
    public int Underway { get; set; } = -1;

    /// <summary>How many evaluations were waiting when this one began.</summary>
    public int Level { get; set; }

    /// <summary>What the lowest <paramref name="count"/> layers come to, if that is known.</summary>
    public bool TryGet(int count, out Form? form)
    {
        form = _outcomes?[count - 1].Form;
        return _outcomes is not null && _outcomes[count - 1].IsKnown;
    }

    public void Set(int count, Form? form)
    {
        _outcomes ??= new Outcome[Layers.Length];
        _outcomes[count - 1] = new Outcome(true, form);
    }

    private readonly record struct Outcome(bool IsKnown, Form? Form);
}
