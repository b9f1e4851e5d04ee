using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorPipeline.Lake.Sql;

namespace ActorPipeline.Node.Sql;

/// <summary>Runs each statement in a process of its own (<see cref="SqlWorker"/>), which is ended when the statement is given up.</summary>
internal sealed class SqlProcess : ISqlRunner
{
    // Enough for .NET to be found; nothing that says who this node is, or what it may do.
    private static readonly string[] Kept = ["PATH", "HOME", "DOTNET_ROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SystemRoot", "TEMP", "TMP", "TMPDIR"];

    // Little is on the runtime's own heap: the tree of the statement, and a piece of the result at a time.
    private const long HeapBytes = 96L << 20;

    private const int MostErrorText = 1_000;

    public async Task<SqlOutcome> RunAsync(
        SqlJob job, Func<IReadOnlyList<SqlTable>, Task<IReadOnlyList<IReadOnlyList<string>>>> pathsOf, CancellationToken cancellationToken)
    {
        Process started;
        try
        {
            started = Start();
        }
        catch (Exception failure) when (failure is InvalidOperationException or Win32Exception)
        {
            return new SqlOutcome(SqlEnd.Failed, $"no process can be started to run the statement: {failure.Message}");
        }

        using var process = started;
        try
        {
            // Events are counted first.
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            return await TalkAsync(process, job, pathsOf, cancellationToken) ?? await DiedAsync(process, errors, cancellationToken);
        }
        catch (Exception broken) when (broken is IOException or JsonException or InvalidOperationException or Win32Exception)
        {
            // It has ended while it was spoken to.
            cancellationToken.ThrowIfCancellationRequested();
            return Died($"what runs statements cannot be spoken to: {broken.Message}");
        }
        finally
        {
            await EndAsync(process);
        }
    }

    // Null: it ended without a word.
    private static async Task<SqlOutcome?> TalkAsync(
        Process process, SqlJob job, Func<IReadOnlyList<SqlTable>, Task<IReadOnlyList<IReadOnlyList<string>>>> pathsOf, CancellationToken cancellationToken)
    {
        await SayAsync(process, SqlWorker.Write(job), cancellationToken);
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            var message = SqlWorker.ReadMessage(line);
            if (message.Outcome is { } outcome)
            {
                return outcome;
            }

            var read = (message.Reads ?? []).Select(name => job.Tables.First(table => table.Name == name)).ToList();
            await SayAsync(process, SqlWorker.Write(await pathsOf(read)), cancellationToken);
        }

        return null;
    }

    private static async Task SayAsync(Process process, string message, CancellationToken cancellationToken)
    {
        await process.StandardInput.WriteLineAsync(message.AsMemory(), cancellationToken);
        await process.StandardInput.FlushAsync(cancellationToken);
    }

    private static async Task<SqlOutcome> DiedAsync(Process process, Task<string> errors, CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        var text = (await errors).Trim();
        return Died(string.Create(
            CultureInfo.InvariantCulture, $"what ran the statement has ended with {process.ExitCode}: {text[..Math.Min(text.Length, MostErrorText)]}"));
    }

    // Where memory ends in the runtime itself, or within a library that has no way to say so, the process does.
    private static SqlOutcome Died(string reason) => new(SqlEnd.OutOfMemory, $"the statement takes too much memory, or cannot be run: {reason}");

    private static async Task EndAsync(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static Process Start()
    {
        var start = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        (start.FileName, var arguments) = Program();
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var kept = Kept.Where(start.Environment.ContainsKey).ToDictionary(name => name, name => start.Environment[name]);
        start.Environment.Clear();
        foreach (var (name, value) in kept)
        {
            start.Environment[name] = value;
        }

        start.Environment["DOTNET_GCHeapHardLimit"] = HeapBytes.ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";

        // Little is run twice: what no image has is compiled as quickly as can be.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_TC_QuickJitForLoops"] = "1";
        return Process.Start(start) ?? throw new InvalidOperationException("the system has started no process to run the statement");
    }

    // This program as it was started: by its own executable, or by dotnet. Tests are another program: they have it beside them.
    private static (string File, string[] Arguments) Program()
    {
        var self = typeof(SqlProcess).Assembly.Location;
        var file = Environment.ProcessPath ?? "dotnet";
        var name = typeof(SqlProcess).Assembly.GetName().Name;
        var isOwn = Path.GetFileName(file) is var started && (started == name || started == $"{name}.exe");
        var isDotnet = Path.GetFileNameWithoutExtension(file) == "dotnet";
        return isOwn ? (file, [SqlWorker.Argument]) : (isDotnet ? file : "dotnet", [self, SqlWorker.Argument]);
    }
}
