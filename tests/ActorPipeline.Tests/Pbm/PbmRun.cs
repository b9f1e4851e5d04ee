using System.Collections.Concurrent;
using System.Text;
using ActorPipeline.Pbm.Hosting;
using Xunit;

namespace ActorPipeline.Tests.Pbm;

/// <summary>Runs the command line whole, in this process, with everything around it in hand.</summary>
internal sealed class PbmRun : IInterrupts, IDisposable
{
    private readonly CancellationTokenSource _interrupt = new();

    public PbmRun(string? node = null)
    {
        if (node is not null)
        {
            Variables["PBM_NODE"] = node;
        }

        Variables["XDG_CONFIG_HOME"] = Folder;
    }

    /// <summary>A folder of its own, gone afterwards.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("pbm-").FullName;

    /// <summary>Its environment.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>What it reads from standard input.</summary>
    public Stream Input { get; set; } = Stream.Null;

    /// <summary>What it wrote as data.</summary>
    public WatchedWriter Out { get; } = new();

    /// <summary>Where its data goes instead of <see cref="Out"/>.</summary>
    public TextWriter? Elsewhere { get; init; }

    /// <summary>What it wrote as messages.</summary>
    public WatchedWriter Error { get; } = new();

    /// <summary>Whether its streams are a terminal.</summary>
    public bool IsTerminal { get; set; }

    /// <summary>Whether its clock stands still; short waits are over at once all the same.</summary>
    public bool ClockStands { get; set; }

    /// <summary>Keys somebody presses.</summary>
    public ConcurrentQueue<ConsoleKeyInfo> Keys { get; } = new();

    /// <summary>Runs a command line and returns its exit code.</summary>
    public Task<int> RunAsync(params string[] args) => new ActorPipeline.Pbm.PbmApplication(Host(), this).RunAsync(args);

    /// <summary>The host it runs on.</summary>
    public PbmHost Host() => new()
    {
        StandardOut = Elsewhere ?? Out,
        StandardError = Error,
        OpenInput = () => Input,
        Variable = Variables.GetValueOrDefault,
        Time = new QuickTime(ClockStands),
        CreateHandler = _ => new SocketsHttpHandler { UseProxy = false },
        Keyboard = new ScriptedKeyboard(Keys),
        OutIsTerminal = IsTerminal,
        ErrorIsTerminal = IsTerminal,
        InIsTerminal = IsTerminal,
    };

    /// <summary>Waits for something a running command is to bring about; the command must not end before.</summary>
    public async Task UntilAsync(Task condition, Task<int> running)
    {
        var first = await Task.WhenAny(condition, running);
        Assert.True(first == condition || condition.IsCompleted, $"the command ended first: {Error.Text}");
    }

    /// <summary>Presses Ctrl+C.</summary>
    public void Interrupt() => _interrupt.Cancel();

    /// <summary>Writes a file into the folder and gives its path.</summary>
    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Write(string, string)"/>
    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public CancellationTokenSource Listen() => CancellationTokenSource.CreateLinkedTokenSource(_interrupt.Token);

    public void Dispose()
    {
        _interrupt.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private sealed class ScriptedKeyboard(ConcurrentQueue<ConsoleKeyInfo> keys) : IKeyboard
    {
        public int Width => 80;

        public ConsoleKeyInfo? ReadKey() => keys.TryDequeue(out var key) ? key : null;
    }
}
