using System.Runtime.CompilerServices;

namespace ActorPipeline.Hocon;

/// <summary>
/// Evaluates fields lazily, on demand of substitutions. A reference to a field that is itself being evaluated looks back: it sees
/// the layers below the one under way, which is what <c>path = ${path}":/x"</c> means; if there are none the reference is undefined.
/// Results that depend on an evaluation still under way elsewhere are not kept, since they are true only from there.
/// Work is bounded by a number of steps, waiting substitutions by a depth.
/// </summary>
internal sealed class Evaluator(Slot root, Func<string, string?> environment, HoconOptions options)
{
    // Each value can be evaluated, merged and looked up a few times before the input must be hostile.
    private const int StepsPerValue = 5;

    private readonly Concatenator _concatenator = new(options);
    private long _steps;
    private int _level;

    /// <summary>The lowest level of evaluation the result at hand depends on.</summary>
    private int _dependsOn = int.MaxValue;

    /// <summary>What a field comes to; null if nothing defines it.</summary>
    public Form? Evaluate(Slot slot)
    {
        if (slot.Underway >= 0)
        {
            return LookBack(slot);
        }

        slot.Level = _level + 1;
        return Evaluate(slot, slot.Layers.Length);
    }

    /// <summary>
    /// What lies below the layer under way. If that layer is a field itself (objects were merged), the layers below inside it count too.
    /// </summary>
    private Form? LookBack(Slot slot)
    {
        _dependsOn = Math.Min(_dependsOn, slot.Level);
        var top = slot.Layers[slot.Underway] is Slot { Underway: >= 0 } inner ? LookBack(inner) : null;
        return OnTopOf(top, slot, slot.Underway);
    }

    private Form? Evaluate(Slot slot, int count)
    {
        if (slot.TryGet(count, out var form))
        {
            return form;
        }

        Enter(slot);
        var (underway, dependsOn) = (slot.Underway, _dependsOn);
        _dependsOn = int.MaxValue;
        form = Fold(slot, count);
        slot.Underway = underway;
        if (_dependsOn >= slot.Level)
        {
            slot.Set(count, form);
            _dependsOn = dependsOn;
        }

        _dependsOn = Math.Min(_dependsOn, dependsOn);
        _level--;
        return form;
    }

    private Form? Fold(Slot slot, int count)
    {
        slot.Underway = count - 1;
        return OnTopOf(EvaluateNode(slot.Layers[count - 1]), slot, count - 1);
    }

    /// <summary>A value merged with the lowest layers of a field, for as long as all are objects.</summary>
    private Form? OnTopOf(Form? top, Slot slot, int count)
    {
        if (count == 0 || top is not (null or ObjectForm))
        {
            return top;
        }

        var below = Evaluate(slot, count);
        return top is not ObjectForm upper ? below : below is ObjectForm lower ? Merge(lower, upper) : upper;
    }

    private ObjectForm Merge(ObjectForm lower, ObjectForm upper)
    {
        Spend(lower.Fields.Count + upper.Fields.Count, upper.Origin);
        return ObjectForm.Merge(lower, upper);
    }

    private Form? EvaluateNode(Node node) => node switch
    {
        Form form => form,
        Slot slot => Evaluate(slot),
        ObjectNode o => ObjectForm.Of(o),
        ArrayNode a => new ArrayForm(a.Origin, [.. a.Items.Select(static item => new Slot(item.Origin, [item]))]),
        SubstitutionNode substitution => Substitute(substitution),
        ConcatenationNode concatenation => Concatenate(concatenation),
        _ => throw new InvalidOperationException($"No rule evaluates {node.GetType()}."),
    };

    private Form? Concatenate(ConcatenationNode node)
    {
        var forms = new Form?[node.Parts.Count];
        for (var at = 0; at < forms.Length; at++)
        {
            forms[at] = EvaluateNode(node.Parts[at].Value);
        }

        return _concatenator.Join(node, forms, Merge, Spend);
    }

    private Form? Substitute(SubstitutionNode node)
    {
        var dependsOn = _dependsOn;
        _dependsOn = int.MaxValue;
        var form = FindInScope(node) ?? FromEnvironment(node);
        if (form is null && !node.IsOptional)
        {
            throw Undefined(node, lookedBack: _dependsOn < int.MaxValue);
        }

        _dependsOn = Math.Min(_dependsOn, dependsOn);
        return form;
    }

    private Form? FindInScope(SubstitutionNode node)
    {
        for (var scope = node.Scope; scope is not null; scope = scope.Outer)
        {
            if (Find([.. scope.Prefix, .. node.Path]) is { } inner)
            {
                return inner;
            }
        }

        return Find(node.Path);
    }

    private Form? Find(IReadOnlyList<string> path)
    {
        var form = Evaluate(root);
        foreach (var name in path)
        {
            if (form is not ObjectForm parent || !parent.Fields.TryGetValue(name, out var slot))
            {
                return null;
            }

            form = Evaluate(slot);
        }

        return form;
    }

    private Literal? FromEnvironment(SubstitutionNode node)
    {
        var name = string.Join('.', node.Path);
        return environment(name) is { } text
            ? new Literal(new HoconScalar(new HoconOrigin($"environment variable {name}", 0), HoconScalarKind.Text, text))
            : null;
    }

    private static HoconException Undefined(SubstitutionNode node, bool lookedBack) => new(node.Origin, 0, lookedBack
        ? $"expected a value for {node}; found a cycle: it refers back to the field being defined, and nothing defines that before"
        : $"expected a value for {node}; found none in the configuration and no environment variable of that name");

    private void Enter(Slot slot)
    {
        Spend(1, slot.Origin);
        if (++_level > options.MaxSubstitutionDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new HoconException(
                slot.Origin, 0, $"expected at most {options.MaxSubstitutionDepth} substitutions that wait for one another; found more, or a cycle");
        }
    }

    private void Spend(int steps, HoconOrigin origin)
    {
        _steps += steps;
        if (_steps > (long)StepsPerValue * options.MaxValues)
        {
            throw new HoconException(origin, 0, "expected substitutions that can be resolved in reasonable time; found too many combinations");
        }
    }
}
