using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.CommandLine;

/// <summary>Help: examples first, then how it is called, then what each part means.</summary>
internal sealed class HelpText : SynchronousCommandLineAction
{
    private const string Closing = """
        ENVIRONMENT
          PBM_NODE, PBM_TOKEN   the node and its token when no option names them; else the selected context; else http://127.0.0.1:9110
          NO_COLOR              no colours, whatever the terminal

        EXIT CODES
          0 ok · 1 the node reported failure · 2 usage · 3 cannot connect · 4 not found · 5 time-out or condition not met · 6 unauthorised · 130 interrupted
        """;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.InvocationConfiguration.Output, parseResult.CommandResult.Command);
        return ExitCode.Ok;
    }

    public static void Write(TextWriter output, Command command)
    {
        var path = PbmCommand.PathOf(command);
        output.WriteLine($"pbm{(path.Length == 0 ? "" : $" {path}")}: {command.Description}");
        Block(output, "EXAMPLES", ((command as PbmCommand)?.Examples ?? RootExamples(command)).Select(example => ($"pbm {example}", "")));
        Block(output, "USAGE", [(Usage(command, path), "")]);
        Block(output, "COMMANDS", PbmCommand.VisibleIn(command).Select(child => (child.Name, child.Description ?? "")));
        Block(output, "ARGUMENTS", command.Arguments.Select(argument => (argument.Name, argument.Description ?? "")));
        Block(output, "OPTIONS", OwnOptions(command).Select(Describe));
        Block(output, "GLOBAL OPTIONS", RootOf(command).Options.Where(option => option.Recursive || command is RootCommand).Select(Describe).Distinct());
        if (command is RootCommand)
        {
            output.WriteLine();
            output.WriteLine(Closing.ReplaceLineEndings(output.NewLine));
        }
    }

    private static string[] RootExamples(Command command) => command is RootCommand
        ? ["cluster show", "events load csc8101 clicks.json", "view rows csc8101 page-visitors --last 1 --top 10", "pipeline status csc8101 -w"]
        : [];

    private static string Usage(Command command, string path)
    {
        var words = new List<string> { "pbm" };
        words.AddRange(path.Length == 0 ? [] : [path]);
        words.AddRange(command.Subcommands.Any(child => !child.Hidden) ? ["COMMAND"] : []);
        words.AddRange(command.Arguments.Select(Placeholder));
        words.AddRange(OwnOptions(command).Any() ? ["[OPTIONS]"] : []);
        return string.Join(' ', words);
    }

    private static IEnumerable<Option> OwnOptions(Command command) =>
        command is RootCommand ? [] : command.Options.Where(option => !option.Hidden && !option.Recursive);

    private static string Placeholder(Argument argument)
    {
        var name = argument.Arity.MaximumNumberOfValues > 1 ? $"{argument.Name}…" : argument.Name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    private static (string Left, string Right) Describe(Option option)
    {
        var names = option is HelpOption ? "--help, -h" : string.Join(", ", [option.Name, .. option.Aliases.Where(alias => alias.StartsWith('-'))]);
        var takesValue = option.ValueType != typeof(bool) && option.ValueType != typeof(void) && option is not HelpOption and not VersionOption;
        return (takesValue ? $"{names} {option.HelpName ?? "VALUE"}" : names, option.Description ?? "");
    }

    private static Command RootOf(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? RootOf(parent) : command;

    private static void Block(TextWriter output, string title, IEnumerable<(string Left, string Right)> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0)
        {
            return;
        }

        var width = all.Max(line => line.Left.Length);
        output.WriteLine();
        output.WriteLine(title);
        foreach (var (left, right) in all)
        {
            output.WriteLine(right.Length == 0 ? $"  {left}" : $"  {left.PadRight(width)}   {right}");
        }
    }
}
