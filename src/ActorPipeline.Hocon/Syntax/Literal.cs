using System.Text;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Hocon.Syntax;

/// <summary>A scalar: it needs no resolving.</summary>
internal sealed class Literal(HoconScalar value) : Form(value.Origin)
{
    public HoconScalar Value { get; } = value;

    /// <summary>Scalars side by side are one string, whitespace between them kept; null if a part is anything else.</summary>
    public static Literal? TryJoin(HoconOrigin origin, List<(string Space, Node Value)> parts)
    {
        var text = new StringBuilder();
        foreach (var (space, value) in parts)
        {
            if (value is not Literal literal)
            {
                return null;
            }

            text.Append(space).Append(literal.Value.Text);
        }

        return new Literal(new HoconScalar(origin, HoconScalarKind.Text, text.ToString()));
    }
}
