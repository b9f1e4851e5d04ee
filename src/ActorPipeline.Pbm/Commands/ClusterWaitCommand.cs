using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Commands;

/// <summary><c>pbm cluster wait</c>: returns when every pipeline is served, or when so many nodes are there.</summary>
internal static class ClusterWaitCommand
{
    private const string Ready = "ready";
    private const string Nodes = "nodes=";

    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenProbes = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(10);

    private static readonly Column[] CheckColumns = [Column.Of("name"), Column.Of("ok", CellKind.State), Column.Of("detail")];

    public static PbmCommand Create(CommandKit kit)
    {
        var what = new Option<string>("--for")
        {
            Description = "what to wait for: ready, or nodes=N: exactly N members that are up",
            HelpName = "FOR",
            Required = true,
        };
        what.CompletionSources.Add(Ready, Nodes);
        what.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && token.Value != Ready && NodesOf(token.Value) is null)
            {
                result.AddError($"--for: expected ready or nodes=N with N from 1 on; found '{token.Value}'");
            }
        });
        var timeout = Options.Duration("--timeout", "how long to wait", DefaultWait);
        var command = new PbmCommand("wait", "wait until every pipeline is served, or for a number of nodes; exit code 5 when it is not so in time")
        {
            Examples = ["cluster wait --for ready --timeout 60s", "cluster wait --for nodes=3"],
            Options = { what, timeout },
        };
        return kit.Do(command, (session, cancellationToken) => WaitAsync(session, session.Get(what)!, session.Get(timeout), cancellationToken));
    }

    public static Section Checks(JsonElement report) => new(CheckColumns, Document.ItemsOf(report.GetProperty("checks")));

    private static int? NodesOf(string text) =>
        text.StartsWith(Nodes, StringComparison.Ordinal)
        && int.TryParse(text.AsSpan(Nodes.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var nodes)
        && nodes > 0 ? nodes : null;

    private static async Task<int> WaitAsync(Session session, string what, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, session.Host.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var reason = "not asked yet";
        try
        {
            while (true)
            {
                var (document, failure) = await ProbeAsync(session.Node, NodesOf(what), either.Token);
                if (document is not null)
                {
                    return await session.ShowAsync(_ => Task.FromResult(document), cancellationToken);
                }

                reason = failure;
                await Task.Delay(BetweenProbes, session.Host.Time, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var wanted = what == Ready ? Ready : $"so ({what})";
            throw new PbmException(ExitCode.NotMet, $"not {wanted} after {CellText.Duration(timeout.TotalMilliseconds)}: {reason}");
        }
    }

    private static async Task<(Document? Document, string Failure)> ProbeAsync(NodeClient node, int? nodes, CancellationToken cancellationToken)
    {
        try
        {
            return nodes is { } wanted ? await CountAsync(node, wanted, cancellationToken) : await ReadyAsync(node, cancellationToken);
        }
        catch (NodeException exception) when (exception.IsTransient)
        {
            return (null, exception.Message);
        }
    }

    private static async Task<(Document? Document, string Failure)> ReadyAsync(NodeClient node, CancellationToken cancellationToken)
    {
        var (isOk, report) = await node.ProbeAsync(new NodeQuery("ready"), ProbeTimeout, cancellationToken);
        return isOk ? (Report(report), "") : (null, Failing(report));
    }

    private static async Task<(Document? Document, string Failure)> CountAsync(NodeClient node, int wanted, CancellationToken cancellationToken)
    {
        var members = await ClusterCommands.MembersAsync(node, cancellationToken);
        var up = members.Count(member => member.GetProperty("status").ValueEquals("Up") && member.GetProperty("unreachable").ValueEquals(""));
        return up == wanted ? (ClusterCommands.List(members), "") : (null, $"{up} nodes are up");
    }

    private static string Failing(JsonElement report) => string.Join("; ", report.GetProperty("checks").EnumerateArray()
        .Where(check => !check.GetProperty("ok").GetBoolean())
        .Select(check => TerminalText.Escape($"{check.Text("name")}: {CellText.Plain(Column.Of("detail").ValueIn(check))}")));

    private static Document Report(JsonElement report) => Document.Single(
        report, [Column.Of("status", CellKind.State)], item => item.Text("status"), Checks(report));
}
