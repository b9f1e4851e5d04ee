using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Syntax;

namespace ActorPipeline.Hocon.Resolving;

/// <summary>One field (or item): the values given to it, first given first, and what is known of them so far.</summary>
internal sealed class Slot(HoconOrigin origin, Node[] layers) : Node(origin)
{
    private Outcome?[]? _outcomes;

    public Node[] Layers { get; } = layers;

    /// <summary>The layer being evaluated just now: a reference from there back to this field sees only the layers below. -1 for none.</summary>
    public int Underway { get; set; } = -1;

    /// <summary>How many evaluations were waiting when this one began.</summary>
    public int Level { get; set; }

    /// <summary>What the lowest <paramref name="count"/> layers come to; null if that is not known yet.</summary>
    public Outcome? Known(int count) => _outcomes?[count - 1];

    public void Keep(int count, Outcome outcome)
    {
        _outcomes ??= new Outcome?[Layers.Length];
        _outcomes[count - 1] = outcome;
    }
}

internal readonly record struct Outcome(Form? Form, bool IsClosed);
