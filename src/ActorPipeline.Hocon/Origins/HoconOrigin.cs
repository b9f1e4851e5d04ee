namespace ActorPipeline.Hocon.Origins;

/// <summary>Where a value was written.</summary>
/// <param name="File">The file as the caller named it, or what stands in for one (<c>--set</c>, <c>environment variable HOME</c>).</param>
/// <param name="Line">The line, counted from 1; 0 where lines mean nothing.</param>
public readonly record struct HoconOrigin(string File, int Line)
{
    /// <summary><c>file:line</c>, or the file alone where there is no line.</summary>
    public override string ToString() => Line > 0 ? $"{File}:{Line}" : File;
}
