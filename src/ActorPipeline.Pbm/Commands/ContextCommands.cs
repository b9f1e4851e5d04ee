using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Contexts;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Commands;

/// <summary><c>pbm context</c>: nodes under names, kept on this machine.</summary>
internal static class ContextCommands
{
    private const string PreviousContext = "-";

    private static readonly Column[] Columns = [Column.Of("name"), Column.Of("node"), Column.Of("token"), Column.Of("selected")];

    private static readonly Completer Names = (session, _, _) => Task.FromResult<IReadOnlyList<string>>([.. session.Contexts.Read().Contexts.Keys]);

    public static PbmCommand Create(CommandKit kit) => CommandKit.Group(
        "context",
        "nodes under names, kept on this machine",
        CreateAdd(kit),
        CreateSelect(kit),
        kit.Show(
            new PbmCommand("list", "the contexts") { Examples = ["context list"], IsLocal = true },
            (session, _) => Task.FromResult(List(session.Contexts.Read()))),
        CreateRemove(kit),
        CreateShow(kit));

    private static PbmCommand CreateAdd(CommandKit kit)
    {
        var name = new Argument<string>("NAME") { Description = "what to call it" };
        var select = new Option<bool>("--select") { Description = "use it from now on" };
        var command = new PbmCommand("add", "keep the node of --node, and the token of --token, under a name")
        {
            Examples = ["context add production --node https://node1.example:9110 --token T --select"],
            IsLocal = true,
            Arguments = { name },
            Options = { select },
        };
        return kit.Show(command, (session, _) =>
        {
            var node = session.Get(kit.Global.Node) ?? throw PbmException.Usage("--node is missing: which node is it?");
            var context = new NodeContext(NodeAddress.Parse(node).GetLeftPart(UriPartial.Path).TrimEnd('/'), session.Get(kit.Global.Token));
            var before = session.Contexts.Read();
            var after = before.With(session.Get(name)!, context);
            after = session.Get(select) || before.Contexts.Count == 0 ? after.Selecting(session.Get(name)!) : after;
            session.Contexts.Write(after);
            return Task.FromResult(One(after, session.Get(name)!));
        });
    }

    private static PbmCommand CreateSelect(CommandKit kit)
    {
        var name = kit.Argument("NAME", "its name, - for the one in use before", Names);
        var command = new PbmCommand("select", "use another context from now on")
        {
            Examples = ["context select production", "context select -"],
            IsLocal = true,
            Arguments = { name },
        };
        return kit.Show(command, (session, _) =>
        {
            var contexts = session.Contexts.Read();
            var wanted = session.Get(name)!;
            wanted = wanted != PreviousContext ? wanted : contexts.Previous ?? throw PbmException.NotFound("no context was in use before");
            Check(contexts, wanted);
            session.Contexts.Write(contexts.Selecting(wanted));
            return Task.FromResult(One(contexts.Selecting(wanted), wanted));
        });
    }

    private static PbmCommand CreateRemove(CommandKit kit)
    {
        var name = kit.Argument("NAME", "its name", Names);
        var command = new PbmCommand("remove", "forget a context") { Examples = ["context remove production"], IsLocal = true, Arguments = { name } };
        return kit.Show(command, (session, _) =>
        {
            var contexts = session.Contexts.Read();
            Check(contexts, session.Get(name)!);
            var after = contexts.Without(session.Get(name)!);
            session.Contexts.Write(after);
            return Task.FromResult(List(after));
        });
    }

    private static PbmCommand CreateShow(CommandKit kit)
    {
        var name = kit.Argument("NAME", "its name; without it, the node that commands go to now and why", Names);
        name.Arity = ArgumentArity.ZeroOrOne;
        var command = new PbmCommand("show", "one context, or what is in force") { Examples = ["context show"], IsLocal = true, Arguments = { name } };
        return kit.Show(command, (session, _) => Task.FromResult(
            session.Get(name) is { } wanted ? One(session.Contexts.Read(), wanted) : InForce(session.Target)));
    }

    private static Document List(ContextFile contexts) =>
        new(new Section(Columns, contexts.Contexts.Keys.Select(name => Describe(contexts, name)).ToAsyncEnumerable()), JsonText.NameOf);

    private static Document One(ContextFile contexts, string name)
    {
        Check(contexts, name);
        return Document.Single(Describe(contexts, name), Columns, JsonText.NameOf);
    }

    private static Document InForce(NodeTarget target)
    {
        var address = target.Address.GetLeftPart(UriPartial.Authority);
        var answer = new JsonObject { ["node"] = address, ["token"] = target.Token is not null, ["origin"] = target.Origin };
        return Document.Single(JsonText.Element(answer), [Column.Of("node"), Column.Of("token"), Column.Of("origin")], _ => address);
    }

    // A token is never shown, only that there is one.
    private static JsonElement Describe(ContextFile contexts, string name) => JsonText.Element(new JsonObject
    {
        ["name"] = name,
        ["node"] = contexts.Contexts[name].Node,
        ["token"] = contexts.Contexts[name].Token is not null,
        ["selected"] = contexts.Selected == name,
    });

    private static void Check(ContextFile contexts, string name)
    {
        if (!contexts.Contexts.ContainsKey(name))
        {
            throw PbmException.NotFound($"there is no context '{name}'{Suggestion.Clause(name, contexts.Contexts.Keys)}");
        }
    }
}
