using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Syntax;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Hocon.Resolving;

/// <summary>Makes the final tree of layered documents, the strongest last.</summary>
internal sealed class Resolver(Evaluator evaluator, HoconOptions options)
{
    private int _depth;

    public static HoconObject Resolve(IReadOnlyList<ObjectNode> layers, Func<string, string?> environment, HoconOptions options)
    {
        Node[] sources = layers.Count > 0 ? [.. layers] : [new ObjectNode(new HoconOrigin("", 0))];
        var root = new Slot(sources[^1].Origin, sources);
        return (HoconObject)new Resolver(new Evaluator(root, environment, options), options).Complete(root)!;
    }

    private HoconValue? Complete(Slot slot) => evaluator.Evaluate(slot) switch
    {
        null => null,
        Literal literal => literal.Value,
        ArrayForm array => Complete(array, () => new HoconArray(array.Origin, [.. array.Items.Select(Complete).OfType<HoconValue>()])),
        ObjectForm o => Complete(o, () => new HoconObject(o.Origin, CompleteFields(o))),
        var other => throw new InvalidOperationException($"No rule completes {other.GetType()}."),
    };

    private HoconValue Complete(CompoundForm form, Func<HoconValue> complete)
    {
        if (form.Value is not null)
        {
            return form.Value;
        }

        if (form.IsUnderway)
        {
            throw new HoconException(form.Origin, 0, "expected a value that does not contain itself; found a cycle of substitutions");
        }

        if (++_depth > options.MaxDepth + 1)
        {
            throw new HoconException(form.Origin, 0, $"expected at most {options.MaxDepth} levels of objects and arrays; found more, or a cycle");
        }

        form.IsUnderway = true;
        var value = complete();
        form.IsUnderway = false;
        _depth--;
        return form.Value = value.Size <= options.MaxValues
            ? value
            : throw new HoconException(form.Origin, 0, $"expected at most {options.MaxValues} values in all; found more");
    }

    private OrderedDictionary<string, HoconValue> CompleteFields(ObjectForm form)
    {
        var fields = new OrderedDictionary<string, HoconValue>(form.Fields.Count);
        foreach (var (name, slot) in form.Fields)
        {
            if (Complete(slot) is { } value)
            {
                fields.Add(name, value);
            }
        }

        return fields;
    }
}
