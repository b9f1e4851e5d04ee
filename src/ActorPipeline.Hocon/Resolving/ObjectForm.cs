using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Syntax;

namespace ActorPipeline.Hocon.Resolving;

internal sealed class ObjectForm(HoconOrigin origin, OrderedDictionary<string, Slot> fields) : CompoundForm(origin)
{
    public OrderedDictionary<string, Slot> Fields { get; } = fields;

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
