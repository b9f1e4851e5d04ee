using System.Runtime.InteropServices;
using System.Text;

namespace ActorPipeline.Pbm.Hosting;

/// <summary>The process's own console, environment and clock.</summary>
internal sealed class SystemTerminal : IInterrupts, IKeyboard, IDisposable
{
    private const int UsualWidth = 80;
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
        _out = new StreamWriter(StandardOutput.Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), OutputBuffer);
        Host = new PbmHost
        {
            StandardOut = _out,
            StandardError = Console.Error,
            OpenInput = Console.OpenStandardInput,
            Variable = Environment.GetEnvironmentVariable,
            Time = TimeProvider.System,
            CreateHandler = CreateHandler,
            Keyboard = this,
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            InIsTerminal = !Console.IsInputRedirected,
        };
    }

    public PbmHost Host { get; }

    public int Width => Console.WindowWidth > 0 ? Console.WindowWidth : UsualWidth;

    public CancellationTokenSource Listen()
    {
        var source = new CancellationTokenSource();
        lock (_gate)
        {
            _current = source;
        }

        return source;
    }

    public ConsoleKeyInfo? ReadKey()
    {
        // A key here; while a command runs it is a signal that ends the command.
        Console.TreatControlCAsInput = true;
        try
        {
            return Console.ReadKey(intercept: true);
        }
        catch (InvalidOperationException)
        {
            // The terminal went away.
            return null;
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
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
