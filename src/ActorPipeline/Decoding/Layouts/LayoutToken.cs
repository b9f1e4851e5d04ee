namespace ActorPipeline.Decoding.Layouts;

/// <summary>A piece of a declared layout: literal text, or a variable.</summary>
/// <param name="At">Where it stands in the layout, in characters from 0.</param>
/// <param name="Text">The text; a variable as written, for messages.</param>
/// <param name="Member">The name of a variable's value; null for literal text.</param>
internal sealed record LayoutToken(int At, string Text, string? Member = null)
{
    /// <summary>The part whose name the first variable of its kind gets; null where there is none.</summary>
    public AccessLogPart? Part { get; init; }

    /// <summary>How a time is written; null for other values.</summary>
    public string? TimePattern { get; init; }

    /// <summary>Whether values are digits, or <c>-</c> for none.</summary>
    public bool IsNumber { get; init; }

    public LayoutRequest Request { get; init; }
}
