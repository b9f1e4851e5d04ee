using System.Runtime.CompilerServices;
using System.Text;
using ActorPipeline.Decoding.Layouts;

namespace ActorPipeline.Decoding;

/// <summary>A line of a declared layout.</summary>
/// <remarks>A space of the layout is one or more in a line. Behind the last value anything may follow a space, which is left alone. A value that spaces
/// part from the next one may be a list with commas, as of addresses or of the times of several servers.</remarks>
internal sealed class LayoutLine(AccessLogLayout layout) : AccessLogLine(layout.PartCount)
{
    private readonly LayoutStep[] _steps = [.. layout.Steps];
    private readonly bool[] _isWord = [.. layout.Steps.Select(IsWord)];
    private readonly LineLiteral _front = new(layout.Steps[0].Before);
    private readonly LineLiteral[] _ends = [.. layout.Steps.Select(step => new LineLiteral(step.Behind))];
    private readonly LineLiteral[] _between = [.. layout.Steps.Skip(1).Select(step => step.Before).Append(layout.Tail).Select(text => new LineLiteral(text))];
    private readonly string[] _expectedBefore = [.. layout.Steps.Select(step => $"'{Encoding.UTF8.GetString(step.Before)}' before {step.Name}")];
    private readonly string[] _expectedBehind = [.. layout.Steps.Select(step => $"'{Encoding.UTF8.GetString(step.Behind)}' behind {step.Name}")];

    public override bool TryRead(ReadOnlySpan<byte> line)
    {
        var at = _front.Skip(line, 0);
        at = at < 0 ? Fail(~at, _expectedBefore[0]) : at;
        for (var step = 0; at >= 0 && step < _steps.Length; step++)
        {
            var end = _isWord[step] ? ByteSearch.Find(line, at, (byte)' ') : line.Length;
            at = end < line.Length && (end == at || line[end - 1] != (byte)',') ? TakeWord(line, at, end, step) : TakeValue(line, at, step);
        }

        return at >= 0 && (at == line.Length || line[at] == (byte)' ' || line[at - 1] == (byte)' ' || Fail(at, "a space or the end") >= 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int TakeWord(ReadOnlySpan<byte> line, int at, int end, int index)
    {
        var step = _steps[index];
        this[step.Part] = new LinePart(at, end - at);
        return !step.IsNumber || IsNumber(line, at, end) ? ByteSearch.SkipSpaces(line, end + 1) : FailAsNumber(at, step);
    }

    /// <summary>Reads a value and what stands behind it.</summary>
    private int TakeValue(ReadOnlySpan<byte> line, int at, int index)
    {
        var step = _steps[index];
        var hasEscapes = false;
        var end = step.IsQuoted ? EndOfQuoted(line, at, out hasEscapes) : EndOfPlain(line, at, index);
        if (end == line.Length && step.Behind is not ([] or [(byte)' ']))
        {
            return Fail(end, _expectedBehind[index]);
        }

        this[step.Part] = new LinePart(at, end - at, hasEscapes);
        if (step.IsNumber && !IsNumber(line, at, end))
        {
            return FailAsNumber(at, step);
        }

        var next = _between[index].Skip(line, end);
        return next >= 0 ? next : Fail(~next, index + 1 < _steps.Length ? _expectedBefore[index + 1] : _expectedBehind[index]);
    }

    private int FailAsNumber(int at, LayoutStep step) => Fail(at, $"digits or - as {step.Name}");

    // Most values are words: nothing but a space ends them.
    private static bool IsWord(LayoutStep step) => !step.IsQuoted && step.Spaces == 0 && step.Behind is [(byte)' '];

    private int EndOfPlain(ReadOnlySpan<byte> line, int start, int index)
    {
        var step = _steps[index];
        var behind = step.Behind;
        var first = behind.Length == 0 ? (byte)' ' : behind[0];
        for (var spaces = step.Spaces; spaces > 0 && first == (byte)' '; spaces--)
        {
            start = Math.Min(ByteSearch.Find(line, start, (byte)' ') + 1, line.Length);
        }

        for (var end = ByteSearch.FindWithin32(line, start, first); end < line.Length; end = ByteSearch.Find(line, end + 1, first))
        {
            if (first == (byte)' ' && end > start && line[end - 1] == (byte)',')
            {
                end = ByteSearch.SkipSpaces(line, end) - 1;
            }
            else if (behind.Length <= 1 || _ends[index].Skip(line, end) >= 0)
            {
                return end;
            }
        }

        return line.Length;
    }

    private static bool IsNumber(ReadOnlySpan<byte> line, int start, int end) =>
        ByteSearch.SkipDigits(line, start) >= end || (end == start + 1 && line[start] == (byte)'-');
}
