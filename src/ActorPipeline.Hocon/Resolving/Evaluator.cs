using System.Runtime.CompilerServices;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Syntax;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Hocon.Resolving;

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

    /// <summary>The field whose layer is being evaluated, and whether that layer has referred to the whole of what is below it.</summary>
    private Slot? _current;
    private bool _includesBelow;

    /// <summary>What a field comes to; null if nothing defines it.</summary>
    public Form? Evaluate(Slot slot) => OutcomeOf(slot).Form;

    private Outcome OutcomeOf(Slot slot)
    {
        if (slot.Underway >= 0)
        {
            return LookBack(slot);
        }

        slot.Level = _level + 1;
        return OutcomeOf(slot, slot.Layers.Length);
    }

    /// <summary>
    /// What lies below the layer under way. If that layer is a field itself (objects were merged), the layers below inside it count too.
    /// </summary>
    private Outcome LookBack(Slot slot)
    {
        _dependsOn = Math.Min(_dependsOn, slot.Level);
        var top = slot.Layers[slot.Underway] is Slot { Underway: >= 0 } inner ? LookBack(inner) : default;
        return OnTopOf(top, slot, slot.Underway);
    }

    private Outcome OutcomeOf(Slot slot, int count)
    {
        if (slot.Known(count) is { } known)
        {
            return known;
        }

        Enter(slot);
        var (underway, dependsOn, current) = (slot.Underway, _dependsOn, _current);
        (slot.Underway, _dependsOn, _current) = (count - 1, int.MaxValue, slot);
        var outcome = OnTopOf(OutcomeOf(slot.Layers[count - 1]), slot, count - 1);
        (slot.Underway, _current) = (underway, current);
        if (_dependsOn >= slot.Level)
        {
            slot.Keep(count, outcome);
            _dependsOn = dependsOn;
        }

        _dependsOn = Math.Min(_dependsOn, dependsOn);
        _level--;
        return outcome;
    }

    /// <summary>A value merged with the lowest layers of a field, for as long as all are objects.</summary>
    private Outcome OnTopOf(Outcome top, Slot slot, int count)
    {
        if (count == 0 || top.IsClosed)
        {
            return top;
        }

        var below = OutcomeOf(slot, count);
        return (below.Form, top.Form) switch
        {
            (_, null) => below,
            (ObjectForm lower, ObjectForm upper) => below with { Form = Merge(lower, upper) },
            _ => below with { Form = top.Form },
        };
    }

    private ObjectForm Merge(ObjectForm lower, ObjectForm upper)
    {
        Spend(lower.Fields.Count + upper.Fields.Count, upper.Origin);
        return ObjectForm.Merge(lower, upper);
    }

    private Outcome OutcomeOf(Node layer)
    {
        if (layer is Slot slot)
        {
            return OutcomeOf(slot);
        }

        var includesBelow = _includesBelow;
        _includesBelow = false;
        var form = Evaluate(layer);
        var outcome = new Outcome(form, _includesBelow || form is not (null or ObjectForm));
        _includesBelow = includesBelow;
        return outcome;
    }

    private Form? Evaluate(Node node) => node switch
    {
        Form form => form,
        ObjectNode o => ObjectForm.Of(o),
        ArrayNode a => new ArrayForm(a.Origin, [.. a.Items.Select(static item => new Slot(item.Origin, [item]))]),
        SubstitutionNode substitution => Substitute(substitution),
        ConcatenationNode whole => _concatenator.Join(whole, [.. whole.Parts.Select(part => Evaluate(part.Value))], Merge, Spend),
        _ => throw new InvalidOperationException($"No rule evaluates {node.GetType()}."),
    };

    private Form? Substitute(SubstitutionNode node)
    {
        var dependsOn = _dependsOn;
        _dependsOn = int.MaxValue;
        var form = FindInScope(node) ?? (options.IsClosed ? null : FromEnvironment(node));
        var lookedBack = _dependsOn < int.MaxValue;

        // What looks back at its own field, as += does, may find nothing; anything else that is nowhere could come from the environment only.
        if (form is null && (!node.IsOptional || (options.IsClosed && !lookedBack)))
        {
            throw Undefined(node, lookedBack);
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

    private Form? Find(string[] path)
    {
        var form = Evaluate(root);
        for (var i = 0; i < path.Length; i++)
        {
            if (form is not ObjectForm parent || !parent.Fields.TryGetValue(path[i], out var slot))
            {
                return null;
            }

            _includesBelow |= i == path.Length - 1 && IsWholeOfCurrent(slot);
            form = Evaluate(slot);
        }

        return form;
    }

    /// <summary>Whether a field is the one whose layer is being evaluated, or has that one, and nothing else, as the layer under way.</summary>
    private bool IsWholeOfCurrent(Slot slot)
    {
        while (slot.Underway >= 0 && slot.Layers[slot.Underway] is Slot { Underway: >= 0 } inner)
        {
            slot = inner;
        }

        return slot.Underway >= 0 && slot == _current;
    }

    private Literal? FromEnvironment(SubstitutionNode node)
    {
        var name = string.Join('.', node.Path);
        return environment(name) is { } text
            ? new Literal(new HoconScalar(new HoconOrigin($"environment variable {name}", 0), HoconScalarKind.Text, text))
            : null;
    }

    private HoconException Undefined(SubstitutionNode node, bool lookedBack) => new(node.Origin, 0, (lookedBack, options.IsClosed) switch
    {
        (true, _) => $"expected a value for {node}; found a cycle: it refers back to the field being defined, and nothing defines that before",
        (_, true) => $"expected a value for {node} in the configuration: environment variables are not read for it; found none",
        _ => $"expected a value for {node}; found none in the configuration and no environment variable of that name",
    });

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
