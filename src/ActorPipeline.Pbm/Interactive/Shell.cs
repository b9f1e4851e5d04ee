using System.CommandLine;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Completion;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Interactive;

/// <summary>The interactive prompt: the same commands without <c>pbm</c> before them, and a few of its own.</summary>
/// <param name="globalArgs">Global options the tool was started with; they hold for every line.</param>
internal sealed class Shell(PbmHost host, CommandTree tree, IReadOnlyList<string> globalArgs, Func<IReadOnlyList<string>, Task<int>> run)
{
    private static readonly string[] OwnCommands = ["clear", "exit", "help", "quit"];

    // The commands the node answers, such as "view rows"; null while it has not said: all are offered.
    private HashSet<string>? _offered;
    private Uri? _asked;

    public async Task<int> RunAsync(IInterrupts interrupts)
    {
        var history = new CommandHistory(Path.Combine(host.ConfigFolder, "history"));
        var editor = new LineEditor(host, history, CompleteAsync);
        await host.Out.WriteLineAsync("help lists the commands, Tab completes, exit leaves");
        while (true)
        {
            var address = await MeetNodeAsync(interrupts);
            if (await editor.ReadAsync($"[{address.Authority}] pbm> ") is not { } line || line.Trim() is "exit" or "quit")
            {
                break;
            }

            if (TypedWords.Of(line.Trim()).Words is [{ Length: > 0 }, ..] words)
            {
                history.Add(line.Trim());
                await ExecuteAsync(words);
            }
        }

        if (history.Save() is { } failure)
        {
            host.Tell(failure);
        }

        return ExitCode.Ok;
    }

    // The node may change between two lines: another context is selected.
    private async Task<Uri> MeetNodeAsync(IInterrupts interrupts)
    {
        using var session = new Session(host, tree.Parse(globalArgs), tree.Global);
        var address = session.Target.Address;
        if (address == _asked)
        {
            return address;
        }

        using var interrupt = interrupts.Listen();
        try
        {
            var palettes = await session.Node.GetAsync(new NodeQuery("palettes"), interrupt.Token);
            _offered = [.. palettes.EnumerateArray().Select(JsonText.NameOf)];
            _asked = address;
        }
        catch (Exception exception) when (exception is NodeException || UnexpectedAnswer.Is(exception))
        {
            // Asked again before the next line; until it answers, everything is offered and says itself what is wrong.
            _offered = null;
            host.Tell(exception is NodeException ? exception.Message : UnexpectedAnswer.Describe(exception));
        }
        catch (OperationCanceledException)
        {
            _offered = null;
        }

        return address;
    }

    // The node answers it, it needs no node, or it holds one that is offered.
    private bool Offers(Command command) =>
        _offered is null
        || (command as PbmCommand)?.IsLocal == true
        || _offered.Contains(PbmCommand.PathOf(command))
        || command.Subcommands.Any(child => !child.Hidden && Offers(child));

    private async Task ExecuteAsync(IReadOnlyList<string> words)
    {
        switch (words[0])
        {
            case "clear":
                host.Control("\u001b[H\u001b[2J");
                return;
            case "help" when words.Count == 1:
                await HelpAsync();
                return;
        }

        var line = words[0] == "help" ? [.. words.Skip(1), "--help"] : words[0] == "pbm" ? words.Skip(1).ToList() : words;
        if (line.Count == 0 || await RefuseAsync(line))
        {
            return;
        }

        await run([.. line, .. globalArgs]);
    }

    private async Task<bool> RefuseAsync(IReadOnlyList<string> line)
    {
        var command = tree.Parse(line).CommandResult.Command;
        if (command is RootCommand ? line[0].StartsWith('-') && line[0] is not ("--help" or "--version" or "-h") : !Offers(command))
        {
            host.Tell(command is RootCommand ? "a command is missing" : $"this node does not offer '{PbmCommand.PathOf(command)}'");
            return true;
        }

        return false;
    }

    private async Task HelpAsync()
    {
        foreach (var group in PbmCommand.VisibleIn(tree.Root).Where(Offers))
        {
            await host.Out.WriteLineAsync($"{group.Name}: {group.Description}");
            foreach (var command in PbmCommand.VisibleIn(group).Where(Offers))
            {
                await host.Out.WriteLineAsync($"  {PbmCommand.PathOf(command),-22} {command.Description}");
            }
        }

        await host.Out.WriteLineAsync("help COMMAND tells more of one; clear, exit");
    }

    private async Task<IReadOnlyList<string>> CompleteAsync(IReadOnlyList<string> words)
    {
        var found = await new CompletionEngine(tree, host).CompleteAsync(words.Count == 1 ? words : [.. globalArgs, .. words], CancellationToken.None);
        var parent = tree.Parse([.. words.SkipLast(1)]).CommandResult.Command;
        var offered = found.Where(word => parent.Subcommands.FirstOrDefault(child => child.Name == word) is not { } command || Offers(command));
        return words.Count == 1 ? [.. offered.Concat(OwnCommands.Where(own => own.StartsWith(words[0], StringComparison.Ordinal)))] : [.. offered];
    }
}
