namespace ActorPipeline.Hocon;

/// <summary>
/// A value known to be a scalar, an array or an object, whose parts may still be unresolved: only so can <c>${a.b}</c> be looked up
/// while another field of <c>a</c> refers back.
/// </summary>
internal abstract class Form(HoconOrigin origin) : Node(origin);

/// <summary>An array of unresolved items, each of which may turn out to be nothing.</summary>
internal sealed class ArrayForm(HoconOrigin origin, IReadOnlyList<Slot> items) : Form(origin)
{
    public IReadOnlyList<Slot> Items { get; } = items;

    public Completion Completion { get; } = new();
}

/// <summary>An object of unresolved fields.</summary>
internal sealed class ObjectForm(HoconOrigin origin, OrderedDictionary<string, Slot> fields) : Form(origin)
{
    public OrderedDictionary<string, Slot> Fields { get; } = fields;

    public Completion Completion { get; } = new();

    public static ObjectForm Of(ObjectNode node)
    {
        var fields = new OrderedDictionary<string, Slot>(node.Fields.Count);
        foreach (var (name, values) in node.Fields)
        {
            fields.Add(name, new Slot(values[0].Origin, [.. values]));
        }

        return new ObjectForm(node.Origin, fields);
    }

    /// <summary>The fields of both; a field in both becomes the two values on top of one another.</summary>
    public static ObjectForm Merge(ObjectForm lower, ObjectForm upper)
    {
        var fields = new OrderedDictionary<string, Slot>(lower.Fields);
        foreach (var (name, slot) in upper.Fields)
        {
            fields[name] = fields.TryGetValue(name, out var below) && below != slot ? new Slot(slot.Origin, [below, slot]) : slot;
        }

        return new ObjectForm(upper.Origin, fields);
    }
}

/// <summary>The resolved value of an array or object, and whether it is being resolved just now.</summary>
internal sealed class Completion
{
    public HoconValue? Value { get; set; }

    public bool IsUnderway { get; set; }
}
