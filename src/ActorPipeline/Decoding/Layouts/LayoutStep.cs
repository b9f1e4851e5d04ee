namespace ActorPipeline.Decoding.Layouts;

/// <summary>A value of a line and what stands around it.</summary>
/// <param name="Part">Where it goes.</param>
/// <param name="Name">What messages call it.</param>
/// <param name="Before">What stands between it and the value before it; a space is one or more.</param>
/// <param name="Behind">What ends it; empty at the end of the line, where a space does.</param>
/// <param name="IsQuoted">Whether quotes stand around it, in which a backslash escapes.</param>
/// <param name="IsNumber">Whether it is digits, or <c>-</c> for none.</param>
/// <param name="Spaces">How many spaces a time holds as it is written.</param>
internal sealed record LayoutStep(int Part, string Name, byte[] Before, byte[] Behind, bool IsQuoted, bool IsNumber, int Spaces);
