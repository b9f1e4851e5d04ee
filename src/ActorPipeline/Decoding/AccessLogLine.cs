using ActorPipeline.Decoding.Layouts;

namespace ActorPipeline.Decoding;

/// <summary>The parts of an access-log line, read from left to right. Reused; one thread at a time.</summary>
/// <remarks>The place in the line is handed from step to step, negative after a failure: it stays in a register, which measured a tenth faster than a
/// field.</remarks>
/// <param name="parts">How many parts there are.</param>
internal abstract class AccessLogLine(int parts)
{
    protected const int Failed = -1;

    private readonly LinePart[] _parts = new LinePart[parts];

    /// <summary>The byte at which something else was expected, after a failure.</summary>
    public int At { get; private set; }

    public string Expected { get; private set; } = "";

    /// <summary>A part; until the request is split, <see cref="AccessLogPart.Target"/> is all of it as written.</summary>
    public ref LinePart this[AccessLogPart part] => ref _parts[(int)part];

    public ref LinePart this[int part] => ref _parts[part];

    /// <summary>Reads a line; false when it is not laid out so.</summary>
    public abstract bool TryRead(ReadOnlySpan<byte> line);

    /// <summary>Where a text in quotes ends: at its closing quote, or the line's end.</summary>
    protected static int EndOfQuoted(ReadOnlySpan<byte> line, int start, out bool hasEscapes)
    {
        var end = ByteSearch.Find(line, start, (byte)'"', (byte)'\\');
        hasEscapes = end < line.Length && line[end] == (byte)'\\';
        return hasEscapes ? EndOfEscaped(line, end) : end;
    }

    protected int Fail(int at, string expected)
    {
        At = at;
        Expected = expected;
        return Failed;
    }

    // A backslash takes its meaning from the next byte.
    private static int EndOfEscaped(ReadOnlySpan<byte> line, int at)
    {
        while (at < line.Length && line[at] == (byte)'\\')
        {
            at = at + 1 < line.Length ? ByteSearch.Find(line, at + 2, (byte)'"', (byte)'\\') : line.Length;
        }

        return at;
    }
}
