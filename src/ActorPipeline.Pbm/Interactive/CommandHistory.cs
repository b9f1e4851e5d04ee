using ActorPipeline.Pbm.Contexts;

namespace ActorPipeline.Pbm.Interactive;

/// <summary>Lines typed before, kept over restarts; lines that name a token are not kept.</summary>
internal sealed class CommandHistory(string path)
{
    private const int MaxLines = 1_000;

    private readonly List<string> _lines = Read(path);
    private int _at = int.MaxValue;

    public void Add(string line)
    {
        _at = int.MaxValue;
        if (line.Contains("--token", StringComparison.Ordinal) || (_lines is [.., var last] && last == line))
        {
            return;
        }

        _lines.Add(line);
        if (_lines.Count > MaxLines)
        {
            _lines.RemoveAt(0);
        }
    }

    public string? Older() => Go(Math.Min(_at, _lines.Count) - 1);

    public string Newer() => Go(_at == int.MaxValue ? _at : _at + 1) ?? "";

    /// <summary>Keeps the lines for the next time.</summary>
    /// <returns>Why they could not be kept, or null.</returns>
    public string? Save()
    {
        try
        {
            PrivateFile.Replace(path, string.Concat(_lines.Select(line => $"{line}\n")));
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"the history cannot be kept: {exception.Message}";
        }
    }

    private static List<string> Read(string path)
    {
        try
        {
            return [.. File.ReadAllLines(path).TakeLast(MaxLines)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // None yet, or not ours to read: the prompt works without.
            return [];
        }
    }

    private string? Go(int index)
    {
        if (index < 0)
        {
            return null;
        }

        _at = index >= _lines.Count ? int.MaxValue : index;
        return _at == int.MaxValue ? null : _lines[_at];
    }
}
