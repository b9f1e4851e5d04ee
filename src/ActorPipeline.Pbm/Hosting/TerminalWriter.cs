using System.Text;

namespace ActorPipeline.Pbm.Hosting;

/// <summary>The way of every text to a terminal: what is unsafe there is spelt out, but for tabs and the ends of lines. JSON stays JSON.</summary>
/// <remarks>Not thread safe. What the tool itself tells the terminal goes around it, by <see cref="PbmHost.Control"/>.</remarks>
internal sealed class TerminalWriter : TextWriter
{
    private readonly TextWriter _terminal;

    public TerminalWriter(TextWriter terminal)
    {
        _terminal = terminal;
        NewLine = terminal.NewLine;
    }

    public override Encoding Encoding => _terminal.Encoding;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        while (buffer.Length > 0)
        {
            var safe = SafeLength(buffer);
            _terminal.Write(buffer[..safe]);
            if (safe == buffer.Length)
            {
                return;
            }

            _terminal.Write(TerminalText.CodeOf(buffer[safe]));
            buffer = buffer[(safe + 1)..];
        }
    }

    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return Task.CompletedTask;
    }

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    public override void Flush() => _terminal.Flush();

    public override Task FlushAsync() => _terminal.FlushAsync();

    public override Task FlushAsync(CancellationToken cancellationToken) => _terminal.FlushAsync(cancellationToken);

    private static int SafeLength(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var isMeant = text[i] is '\n' or '\t' || text[i..].StartsWith("\r\n");
            if (!isMeant && TerminalText.IsUnsafe(text[i]))
            {
                return i;
            }
        }

        return text.Length;
    }
}
