using System.CommandLine;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.CommandLine;

/// <summary>Makes commands: what they share stands here once.</summary>
internal sealed class CommandKit(PbmHost host, GlobalOptions global)
{
    public GlobalOptions Global => global;

    public Dictionary<Symbol, Completer> Completers { get; } = [];

    public static PbmCommand Group(string name, string description, params ReadOnlySpan<Command> commands)
    {
        var group = new PbmCommand(name, description);
        foreach (var command in commands)
        {
            group.Subcommands.Add(command);
        }

        group.SetAction(parse =>
        {
            HelpText.Write(parse.InvocationConfiguration.Error, group);
            return ExitCode.Usage;
        });
        return group;
    }

    /// <summary>Gives a command what it does: to show a document.</summary>
    public PbmCommand Show(PbmCommand command, Func<Session, CancellationToken, Task<Document>> read) =>
        Do(command, (session, cancellationToken) => session.ShowAsync(token => read(session, token), cancellationToken));

    public PbmCommand Do(PbmCommand command, Func<Session, CancellationToken, Task<int>> act)
    {
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var session = new Session(host, parse, global);
            return session.IsWatched && !command.CanWatch
                ? throw PbmException.Usage($"--watch does not go with '{PbmCommand.PathOf(command)}'")
                : await act(session, cancellationToken);
        });
        return command;
    }

    public Argument<string> Pipeline() => Argument("PIPELINE", "a pipeline's name", NodeNames.PipelinesAsync);

    public Argument<string> View(Argument<string> pipeline) =>
        Argument("VIEW", "a view of the pipeline", NodeNames.Views(pipeline));

    public Argument<string[]> Key(Argument<string> pipeline, Argument<string> view)
    {
        var key = new Argument<string[]>("KEY") { Description = "the key's parts, in the order the view declares them", Arity = ArgumentArity.OneOrMore };
        Completers[key] = NodeNames.KeyParts(pipeline, view, key);
        return key;
    }

    public Argument<string> Argument(string name, string description, Completer completer)
    {
        var argument = new Argument<string>(name) { Description = description };
        Completers[argument] = completer;
        return argument;
    }
}
