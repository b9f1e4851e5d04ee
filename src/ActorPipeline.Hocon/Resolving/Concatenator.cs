using System.Text;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Syntax;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Hocon.Resolving;

/// <summary>Makes one value of values side by side: strings are joined, arrays appended, objects merged; anything else is refused.</summary>
internal sealed class Concatenator(HoconOptions options)
{
    private long _characters;

    /// <summary>The whole; null if all parts are undefined.</summary>
    public Form? Join(
        ConcatenationNode node, Form?[] forms, Func<ObjectForm, ObjectForm, ObjectForm> merge, Action<int, HoconOrigin> spend)
    {
        var defined = forms.OfType<Form>().ToList();
        if (defined.TrueForAll(static form => form is Literal))
        {
            return defined.Count == 0 ? null : JoinText(node, forms);
        }

        return defined.Aggregate((whole, form) => Append(node.Origin, whole, form, merge, spend));
    }

    private Literal JoinText(ConcatenationNode node, Form?[] forms)
    {
        var text = new StringBuilder();
        for (var at = 0; at < forms.Length; at++)
        {
            text.Append(node.Parts[at].Space).Append((forms[at] as Literal)?.Value.Text);
        }

        _characters += text.Length;
        return _characters <= options.MaxBytes
            ? new Literal(new HoconScalar(node.Origin, HoconScalarKind.Text, text.ToString()))
            : throw new HoconException(node.Origin, 0, $"expected concatenations of at most {options.MaxBytes} characters in all; found more");
    }

    private static Form Append(
        HoconOrigin origin, Form left, Form right, Func<ObjectForm, ObjectForm, ObjectForm> merge, Action<int, HoconOrigin> spend)
    {
        if (left is ObjectForm lower && right is ObjectForm upper)
        {
            return merge(lower, upper);
        }

        if (AsArray(left) is not { } first || AsArray(right) is not { } second)
        {
            throw new HoconException(origin, 0, $"expected values of one kind side by side; found {KindOf(left)} and {KindOf(right)}");
        }

        spend(first.Items.Count + second.Items.Count, origin);
        return new ArrayForm(origin, [.. first.Items, .. second.Items]);
    }

    /// <summary>An object with integer keys counts as an array beside one.</summary>
    private static ArrayForm? AsArray(Form form) => form switch
    {
        ArrayForm array => array,
        ObjectForm o when NumericKeys.InOrder(o.Fields) is { Count: > 0 } items => new ArrayForm(o.Origin, items),
        _ => null,
    };

    private static string KindOf(Form form) => form switch
    {
        ArrayForm => "an array",
        ObjectForm => "an object",
        _ => "text",
    };
}
