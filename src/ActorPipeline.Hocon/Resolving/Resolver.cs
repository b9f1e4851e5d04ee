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
        ArrayForm array => Complete(array, array.Completion, CompleteItems),
        ObjectForm o => Complete(o, o.Completion, CompleteFields),
        var other => throw new InvalidOperationException($"No rule completes {other.GetType()}."),
    };

    private HoconValue Complete<T>(T form, Completion completion, Func<T, HoconValue> complete)
        where T : Form
    {
        if (completion.Value is not null)
        {
            return completion.Value;
        }

        if (completion.IsUnderway)
        {
            throw new HoconException(form.Origin, 0, "expected a value that does not contain itself; found a cycle of substitutions");
        }

        if (++_depth > options.MaxDepth + 1)
        {
            throw new HoconException(form.Origin, 0, $"expected at most {options.MaxDepth} levels of objects and arrays; found more, or a cycle");
        }

        completion.IsUnderway = true;
        var value = complete(form);
        completion.IsUnderway = false;
        _depth--;
        return completion.Value = value.Size <= options.MaxValues
            ? value
            : throw new HoconException(form.Origin, 0, $"expected at most {options.MaxValues} values in all; found more");
    }

    private HoconArray CompleteItems(ArrayForm array)
    {
        var items = new List<HoconValue>(array.Items.Count);
        foreach (var slot in array.Items)
        {
            if (Complete(slot) is { } item)
            {
                items.Add(item);
            }
        }

        return new HoconArray(array.Origin, items);
    }

    private HoconObject CompleteFields(ObjectForm form)
    {
        var fields = new OrderedDictionary<string, HoconValue>(form.Fields.Count);
        foreach (var (name, slot) in form.Fields)
        {
            if (Complete(slot) is { } value)
            {
                fields.Add(name, value);
            }
        }

        return new HoconObject(form.Origin, fields);
    }
}
