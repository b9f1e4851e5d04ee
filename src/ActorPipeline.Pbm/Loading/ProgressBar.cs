using System.Globalization;
using ActorPipeline.Pbm.Hosting;
using Spectre.Console;

namespace ActorPipeline.Pbm.Loading;

/// <summary>A bar on a terminal: bytes of the files, events a second, time left.</summary>
internal sealed class ProgressBar(IAnsiConsole console, ProgressTask task, TimeProvider time) : ILoadProgress
{
    private readonly long _began = time.GetTimestamp();

    public static Task RunAsync(PbmHost host, long? totalBytes, Func<ILoadProgress, Task> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            // On Windows, detecting also switches the console over.
            Ansi = OperatingSystem.IsWindows() ? AnsiSupport.Detect : AnsiSupport.Yes,
            ColorSystem = host.Text("NO_COLOR") is null ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(host.StandardError),
        });
        var progress = console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new RemainingTimeColumn());
        return progress.StartAsync(async context =>
        {
            var task = context.AddTask("reading", maxValue: Math.Max(1, totalBytes ?? 1));
            task.IsIndeterminate = totalBytes is null;
            await work(new ProgressBar(console, task, host.Time));
        });
    }

    public void Report(long readBytes, long accepted)
    {
        var seconds = time.GetElapsedTime(_began).TotalSeconds;
        var rate = seconds > 0 ? accepted / seconds : 0;
        task.Description = string.Create(CultureInfo.InvariantCulture, $"{accepted:N0} events, {rate:N0}/s");
        task.Value = readBytes;
    }

    public void Tell(string line) => console.WriteLine(TerminalText.Escape($"pbm: {line}"));
}
