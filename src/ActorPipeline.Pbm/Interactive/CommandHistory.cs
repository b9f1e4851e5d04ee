using ActorPipeline.Pbm.Contexts;

namespace ActorPipeline.Pbm.Interactive;

/// <summary>Lines typed before, kept over restarts; lines that name a token are not kept.</summary>
internal sealed class CommandHistory(string path)
{
    private const int MaxLines = 1_000;

    private readonly List<string> _lines = Read(path);

    // How many lines back; 0 is the line being typed.
    private int _back;

    public void Add(string line)
    {
        _back = 0;
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

    public string? Older() => _back < _lines.Count ? _lines[^++_back] : null;

    public string Newer()
    {
        _back = Math.Max(0, _back - 1);
        return _back == 0 ? "" : _lines[^_back];
    }

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
}
