using System.Runtime.InteropServices;
using System.Text;

namespace ActorPipeline.Pbm.Hosting;

/// <summary>The process's own console, environment and clock.</summary>
internal sealed class SystemTerminal : IInterrupts, IDisposable
{
    private const int OutputBuffer = 64 * 1024;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private readonly StreamWriter _out;
    private CancellationTokenSource? _current;

    public SystemTerminal()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        _out = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), OutputBuffer);
        Host = new PbmHost
        {
            Out = _out,
            Error = Console.Error,
            OpenInput = Console.OpenStandardInput,
            Variable = Environment.GetEnvironmentVariable,
            Time = TimeProvider.System,
            CreateHandler = CreateHandler,
            Keyboard = new ConsoleKeyboard(),
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            InIsTerminal = !Console.IsInputRedirected,
        };
    }

    public PbmHost Host { get; }

    public IInterrupts Interrupts => this;

    public CancellationTokenSource Listen()
    {
        var source = new CancellationTokenSource();
        lock (_gate)
        {
            _current = source;
        }

        return source;
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _out.Dispose();
    }

    // A second Ctrl+C finds the source cancelled already and ends the process as it would without us.
    private void Cancel(PosixSignalContext context)
    {
        lock (_gate)
        {
            if (_current is not { IsCancellationRequested: false } current)
            {
                return;
            }

            context.Cancel = true;
            try
            {
                current.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The command ended while the key was pressed: let the signal do what it does.
                context.Cancel = false;
            }
        }
    }

    // A proxy is for other machines: a node on this one is asked directly.
    private static SocketsHttpHandler CreateHandler(Uri address) => new()
    {
        ConnectTimeout = ConnectTimeout,
        AllowAutoRedirect = false,
        UseProxy = !address.IsLoopback,
        AutomaticDecompression = System.Net.DecompressionMethods.All,
    };
}
