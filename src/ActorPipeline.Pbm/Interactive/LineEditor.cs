using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.Interactive;

/// <summary>Reads a line at a terminal: editing keys, history, completion.</summary>
/// <param name="complete">What the last of some words may become.</param>
internal sealed class LineEditor(
    PbmHost host, CommandHistory history, Func<IReadOnlyList<string>, Task<IReadOnlyList<string>>> complete)
{
    private const string EraseToEnd = "\u001b[K";

    private readonly LineBuffer _line = new();

    /// <summary>Reads a line.</summary>
    /// <returns>The line; null when there will be no more (Ctrl+D on an empty line). Ctrl+C gives an empty one.</returns>
    public async Task<string?> ReadAsync(string prompt)
    {
        _line.Set("");
        while (true)
        {
            await DrawAsync(prompt);
            if (host.Keyboard.ReadKey() is not { } key || (key is { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } && _line.Text.Length == 0))
            {
                return await LeaveAsync("", null);
            }

            switch (key)
            {
                case { Key: ConsoleKey.Enter }:
                    return await LeaveAsync("", _line.Text);
                case { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control }:
                    return await LeaveAsync("^C", "");
                case { Key: ConsoleKey.Tab }:
                    await CompleteAsync();
                    break;
                default:
                    Edit(key);
                    break;
            }
        }
    }

    // Flushed, so that messages on stderr come below the line.
    private async Task<string?> LeaveAsync(string mark, string? line)
    {
        await host.Out.WriteLineAsync(mark);
        await host.Out.FlushAsync();
        return line;
    }

    private void Edit(ConsoleKeyInfo key)
    {
        switch (key.Modifiers == ConsoleModifiers.Control, key.Key)
        {
            case (false, ConsoleKey.Backspace):
                _line.RemoveBefore(1);
                break;
            case (false, ConsoleKey.Delete) or (true, ConsoleKey.D):
                _line.RemoveBehind(1);
                break;
            case (false, ConsoleKey.LeftArrow):
                _line.Move(-1);
                break;
            case (false, ConsoleKey.RightArrow):
                _line.Move(1);
                break;
            case (false, ConsoleKey.Home) or (true, ConsoleKey.A):
                _line.Move(-_line.Cursor);
                break;
            case (false, ConsoleKey.End) or (true, ConsoleKey.E):
                _line.Move(_line.Text.Length);
                break;
            case (false, ConsoleKey.UpArrow) or (true, ConsoleKey.P):
                _line.Set(history.Older() ?? _line.Text);
                break;
            case (false, ConsoleKey.DownArrow) or (true, ConsoleKey.N):
                _line.Set(history.Newer());
                break;
            case (true, ConsoleKey.U):
                _line.RemoveBefore(_line.Cursor);
                break;
            case (true, ConsoleKey.K):
                _line.RemoveBehind(_line.Text.Length);
                break;
            case (true, ConsoleKey.W):
                _line.RemoveBefore(_line.WordBefore());
                break;
            case (false, _) when !char.IsControl(key.KeyChar):
                _line.Insert(key.KeyChar.ToString());
                break;
        }
    }

    private async Task CompleteAsync()
    {
        var typed = TypedWords.Of(_line.Text[.._line.Cursor]);
        var candidates = await complete(typed.Words);
        if (candidates.Count == 0)
        {
            return;
        }

        var common = CommonPrefix(candidates);
        if (common.Length > typed.Words[^1].Length || candidates.Count == 1)
        {
            _line.RemoveBefore(_line.Cursor - typed.LastStart);
            _line.Insert(Quote(common, candidates.Count == 1));
            return;
        }

        host.Out.WriteLine();
        host.Out.WriteLine(string.Join("  ", candidates));
    }

    // A word that is not whole yet keeps its quote open.
    private static string Quote(string word, bool isWhole)
    {
        var isQuoted = word.Contains(' ', StringComparison.Ordinal);
        return $"{(isQuoted ? "\"" : "")}{word}{(isQuoted && isWhole ? "\"" : "")}{(isWhole && !word.EndsWith('=') ? " " : "")}";
    }

    private static string CommonPrefix(IReadOnlyList<string> words)
    {
        var length = words.Min(word => word.Length);
        for (var i = 0; i < length; i++)
        {
            if (words.Any(word => word[i] != words[0][i]))
            {
                return words[0][..i];
            }
        }

        return words[0][..length];
    }

    // A line longer than the terminal is wide is shown around the cursor.
    private async Task DrawAsync(string prompt)
    {
        var room = Math.Max(10, host.Keyboard.Width - prompt.Length - 1);
        var from = Math.Max(0, _line.Cursor - room + 1);
        var shown = _line.Text[from..Math.Min(_line.Text.Length, from + room)];
        var column = prompt.Length + _line.Cursor - from;
        host.Control("\r");
        await host.Out.WriteAsync($"{prompt}{TerminalText.Escape(shown)}");
        host.Control($"{EraseToEnd}\r{(column > 0 ? $"\u001b[{column}C" : "")}");
        await host.Out.FlushAsync();
    }
}
