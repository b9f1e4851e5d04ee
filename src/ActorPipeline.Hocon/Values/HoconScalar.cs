using ActorPipeline.Hocon.Origins;

namespace ActorPipeline.Hocon.Values;

/// <summary>A string, number, boolean or null.</summary>
public sealed class HoconScalar : HoconValue
{
    internal HoconScalar(HoconOrigin origin, HoconScalarKind kind, string text)
        : base(origin)
    {
        Kind = kind;
        Text = text;
    }

    /// <summary>What the scalar is.</summary>
    public HoconScalarKind Kind { get; }

    /// <summary>The value's text: a string's characters, anything else as it was written (<c>1e5</c>, <c>true</c>, <c>null</c>).</summary>
    public string Text { get; }

    internal override long Size => 1;

    /// <summary>Text without quotes means what JSON would take it for, and is a string otherwise.</summary>
    internal static HoconScalar Unquoted(HoconOrigin origin, string text) => new(origin, KindOf(text), text);

    private static HoconScalarKind KindOf(string text) => text switch
    {
        "true" or "false" => HoconScalarKind.Boolean,
        "null" => HoconScalarKind.Null,
        _ => JsonNumber.Matches(text) ? HoconScalarKind.Number : HoconScalarKind.Text,
    };
}
