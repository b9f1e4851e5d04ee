namespace ActorPipeline.Decoding;

/// <summary>A slice of a line; one of length 0 is none.</summary>
/// <param name="HasEscapes">Whether a backslash is in it or near it.</param>
internal readonly record struct LinePart(int Start, int Length, bool HasEscapes = false);
