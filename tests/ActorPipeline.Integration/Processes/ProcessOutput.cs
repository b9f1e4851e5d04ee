using System.Text;

namespace ActorPipeline.Integration.Processes;

/// <summary>What a process writes to one of its streams, readable while it still writes. Thread safe.</summary>
internal sealed class ProcessOutput
{
    private const int LastLines = 30;

    private readonly StringBuilder _text = new();

    /// <summary>Begins to read.</summary>
    public ProcessOutput(StreamReader stream) => Whole = ReadAsync(stream);

    /// <summary>All of it, once the process has closed the stream.</summary>
    public Task<string> Whole { get; }

    /// <summary>What has come so far.</summary>
    public string SoFar
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    /// <summary>The last lines of an output, for a message.</summary>
    public static string LastOf(string output) => string.Join('\n', output.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(LastLines));

    private async Task<string> ReadAsync(StreamReader stream)
    {
        var block = new char[4096];
        for (int count; (count = await stream.ReadAsync(block)) > 0;)
        {
            lock (_text)
            {
                _text.Append(block, 0, count);
            }
        }

        return SoFar;
    }
}
