namespace ActorPipeline.Decoding;

/// <summary>A string in a JSON text, its quotes not included.</summary>
/// <param name="TextLength">Its length in UTF-8 without escapes.</param>
internal readonly record struct JsonString(int Start, int Length, int TextLength)
{
    /// <summary>Whether any of its characters are escaped; an escape is always longer than what it stands for.</summary>
    public bool IsEscaped => Length != TextLength;
}
