using System.CommandLine;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Interactive;
using ActorPipeline.Pbm.Nodes;

namespace ActorPipeline.Pbm;

/// <summary>Runs command lines, or the interactive prompt without one, and turns whatever happens into an <see cref="ExitCode"/>.</summary>
internal sealed class PbmApplication(PbmHost host, IInterrupts interrupts)
{
    private readonly CommandTree _tree = AllCommands.Create(host);

    public async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var line = args is [var first, ..] && NodeAddress.IsAddress(first) ? ["--node", first, .. args.Skip(1)] : args;
        var parse = _tree.Parse(line);
        if (parse.Errors.Count > 0 && parse.Action is not HelpText)
        {
            ParseErrors.Write(host.Error, parse);
            return ExitCode.Usage;
        }

        return parse.Action == _tree.Root.Action ? await WithoutCommandAsync(line) : await InvokeAsync(parse);
    }

    private async Task<int> WithoutCommandAsync(IReadOnlyList<string> globalArgs)
    {
        if (host.InIsTerminal && host.OutIsTerminal)
        {
            return await new Shell(host, _tree, globalArgs, RunAsync).RunAsync(interrupts);
        }

        HelpText.Write(host.Error, _tree.Root);
        return ExitCode.Usage;
    }

    private async Task<int> InvokeAsync(ParseResult parse)
    {
        using var interrupt = interrupts.Listen();
        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = host.Out,
                Error = host.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await InvokeAsync(parse, configuration, interrupt.Token);
        }
        catch (OutputClosedException exception)
        {
            return exception.Code;
        }
        catch (PbmException exception)
        {
            host.Tell(exception.Message);
            return exception.Code;
        }
        catch (Exception exception) when (UnexpectedAnswer.Is(exception))
        {
            host.Tell(UnexpectedAnswer.Describe(exception));
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    private async Task<int> InvokeAsync(ParseResult parse, InvocationConfiguration configuration, CancellationToken interrupted)
    {
        try
        {
            return await parse.InvokeAsync(configuration, interrupted);
        }
        finally
        {
            await host.Out.FlushAsync(CancellationToken.None);
        }
    }
}
