using System.CommandLine;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.CommandLine;

/// <summary>Says what is wrong with a command line, and what may have been meant.</summary>
internal static class ParseErrors
{
    public static void Write(TextWriter error, ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        foreach (var message in Messages(parse, command))
        {
            error.WriteLine($"pbm: {message}");
        }

        var path = PbmCommand.PathOf(command);
        error.WriteLine($"try 'pbm {(path.Length == 0 ? "" : $"{path} ")}--help'");
    }

    private static IEnumerable<string> Messages(ParseResult parse, Command command)
    {
        if (parse.UnmatchedTokens is [var unknown, ..])
        {
            // Everything else follows from it.
            return [Unknown(unknown, parse, command)];
        }

        var missing = command.Arguments.FirstOrDefault(
            argument => argument.Arity.MinimumNumberOfValues > 0 && parse.GetResult(argument) is not { Tokens.Count: > 0 });
        return missing is not null
            ? [$"{missing.Name} is missing: {missing.Description}"]
            : parse.Errors.Select(error => error.Message.TrimEnd('.')).Distinct();
    }

    private static string Unknown(string token, ParseResult parse, Command command)
    {
        if (token.StartsWith('-'))
        {
            var options = command.Options.Concat(parse.RootCommandResult.Command.Options).Where(option => !option.Hidden).Select(option => option.Name);
            return $"unknown option '{token}'{Suggestion.Clause(token, options)}";
        }

        var path = $"{PbmCommand.PathOf(command)} {token}".TrimStart();
        return command.Subcommands.Count > 0
            ? $"unknown command '{path}'{Suggestion.Clause(token, PbmCommand.VisibleIn(command).Select(child => child.Name))}"
            : $"'{token}' is one argument too many";
    }
}
