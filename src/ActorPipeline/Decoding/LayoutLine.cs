using System.Text;
using ActorPipeline.Decoding.Layouts;

namespace ActorPipeline.Decoding;

/// <summary>A line of a declared layout.</summary>
/// <remarks>A space of the layout is one or more in a line. Behind the last value anything may follow a space, which is left alone. A value that spaces
/// part from the next one may be a list with commas, as of addresses or of the times of several servers.</remarks>
internal sealed class LayoutLine(AccessLogLayout layout) : AccessLogLine(layout.PartCount)
{
    private readonly LayoutStep[] _steps = [.. layout.Steps];
    private readonly byte[] _tail = layout.Tail;
    private readonly string[] _expectedBefore = [.. layout.Steps.Select(step => $"'{Encoding.UTF8.GetString(step.Before)}' before {step.Name}")];
    private readonly string[] _expectedBehind = [.. layout.Steps.Select(step => $"'{Encoding.UTF8.GetString(step.Behind)}' behind {step.Name}")];

    public override bool TryRead(ReadOnlySpan<byte> line)
    {
        var at = 0;
        for (var step = 0; step < _steps.Length; step++)
        {
            at = TakeLiteral(line, at, _steps[step].Before);
            at = at < 0 ? Fail(~at, _expectedBefore[step]) : TakeValue(line, at, step);
            if (at < 0)
            {
                return false;
            }
        }

        var end = TakeLiteral(line, at, _tail);
        if (end < 0)
        {
            return Fail(~end, _expectedBehind[^1]) >= 0;
        }

        return end == line.Length || line[end] == (byte)' ' || line[end - 1] == (byte)' ' || Fail(end, "a space or the end") >= 0;
    }

    private int TakeValue(ReadOnlySpan<byte> line, int at, int index)
    {
        var step = _steps[index];
        var hasEscapes = false;
        var end = step.IsQuoted ? EndOfQuoted(line, at, out hasEscapes) : EndOfPlain(line, at, step);
        if (end == line.Length && step.Behind is not ([] or [(byte)' ']))
        {
            return Fail(end, _expectedBehind[index]);
        }

        this[step.Part] = new LinePart(at, end - at, hasEscapes);
        return step.IsNumber && !IsNumber(line[at..end]) ? Fail(at, $"digits or - as {step.Name}") : end;
    }

    /// <summary>Steps over literal text.</summary>
    /// <returns>The place behind it; the complement of the place where something else stands.</returns>
    private static int TakeLiteral(ReadOnlySpan<byte> line, int at, ReadOnlySpan<byte> literal)
    {
        foreach (var wanted in literal)
        {
            if (at == line.Length || line[at] != wanted)
            {
                return ~at;
            }

            at = wanted == (byte)' ' ? ByteSearch.SkipSpaces(line, at + 1) : at + 1;
        }

        return at;
    }

    private static int EndOfPlain(ReadOnlySpan<byte> line, int start, LayoutStep step)
    {
        var behind = step.Behind;
        var first = behind.Length == 0 ? (byte)' ' : behind[0];
        for (var spaces = step.Spaces; spaces > 0 && first == (byte)' '; spaces--)
        {
            start = Math.Min(ByteSearch.Find(line, start, (byte)' ') + 1, line.Length);
        }

        for (var end = ByteSearch.Find(line, start, first); end < line.Length; end = ByteSearch.Find(line, end + 1, first))
        {
            if (first == (byte)' ' && end > start && line[end - 1] == (byte)',')
            {
                end = ByteSearch.SkipSpaces(line, end) - 1;
            }
            else if (TakeLiteral(line, end, behind) >= 0)
            {
                return end;
            }
        }

        return line.Length;
    }

    private static bool IsNumber(ReadOnlySpan<byte> value) => value is [(byte)'-'] or [] || ByteSearch.SkipDigits(value, 0) == value.Length;
}
