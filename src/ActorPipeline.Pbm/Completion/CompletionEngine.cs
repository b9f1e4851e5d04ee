using System.CommandLine;
using System.CommandLine.Completions;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Nodes;

namespace ActorPipeline.Pbm.Completion;

/// <summary>Knows what may follow on a command line: commands, options, and names the node knows.</summary>
internal sealed class CompletionEngine(CommandTree tree, PbmHost host)
{
    // Somebody waits with a finger on the Tab key.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Finds what the last word may become.</summary>
    /// <param name="words">The words after <c>pbm</c>; the last one is being typed and may be empty.</param>
    /// <returns>Whole words, in order; none when nothing is known, be it that no node answers. What cannot be shown or typed, such as a name with a control
    /// character, is left out.</returns>
    public async Task<IReadOnlyList<string>> CompleteAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var prefix = words.Count == 0 ? "" : words[^1];
        var before = words.SkipLast(1).ToList();
        var parse = tree.Parse(before);
        var candidates = OptionBefore(before, parse) is { } option
            ? await ValuesAsync(option, parse, prefix, cancellationToken)
            : await WordsAsync(parse, prefix, cancellationToken);
        return [.. candidates.Where(word => word.StartsWith(prefix, StringComparison.Ordinal) && TerminalText.IsSafe(word))
            .Distinct().Order(StringComparer.Ordinal)];
    }

    private async Task<IEnumerable<string>> WordsAsync(ParseResult parse, string prefix, CancellationToken cancellationToken)
    {
        var command = parse.CommandResult.Command;
        if (prefix.StartsWith('-'))
        {
            return OptionsOf(command).Select(option => option.Name);
        }

        var names = PbmCommand.VisibleIn(command).Select(child => child.Name);
        return NextArgument(parse) is { } argument ? names.Concat(await ValuesAsync(argument, parse, prefix, cancellationToken)) : names;
    }

    private static Argument? NextArgument(ParseResult parse) => parse.CommandResult.Command.Arguments.FirstOrDefault(
        argument => (parse.GetResult(argument)?.Tokens.Count ?? 0) < argument.Arity.MaximumNumberOfValues);

    private Option? OptionBefore(List<string> before, ParseResult parse)
    {
        if (before is not [.., var last] || !last.StartsWith('-'))
        {
            return null;
        }

        return OptionsOf(parse.CommandResult.Command).FirstOrDefault(
            option => (option.Name == last || option.Aliases.Contains(last)) && option.Arity.MinimumNumberOfValues > 0);
    }

    private IEnumerable<Option> OptionsOf(Command command) =>
        command.Options.Concat(tree.Root.Options.Where(option => option.Recursive)).Where(option => !option.Hidden).Distinct();

    private async Task<IEnumerable<string>> ValuesAsync(Symbol symbol, ParseResult parse, string prefix, CancellationToken cancellationToken)
    {
        if (!tree.Kit.Completers.TryGetValue(symbol, out var completer))
        {
            return symbol.GetCompletions(CompletionContext.Empty).Select(item => item.InsertText ?? item.Label);
        }

        using var patience = new CancellationTokenSource(Patience, host.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var session = new Session(host, parse, tree.Global);
            return await completer(session, prefix, either.Token);
        }
        catch (Exception exception) when (IsNoAnswer(exception) && !cancellationToken.IsCancellationRequested)
        {
            // No node, or none that can be understood, no names: a message would end up in the middle of what is being typed.
            return [];
        }
    }

    private static bool IsNoAnswer(Exception exception) =>
        exception is PbmException or OperationCanceledException || UnexpectedAnswer.Is(exception);
}
