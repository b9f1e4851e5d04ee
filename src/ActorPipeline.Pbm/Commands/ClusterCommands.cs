using System.Text.Json;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Commands;

/// <summary><c>pbm cluster</c>: the nodes.</summary>
internal static class ClusterCommands
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenProbes = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(10);

    private static readonly Column[] NodeColumns =
    [
        Column.Of("address"), Column.Of("roles"), Column.Of("status", CellKind.State), Column.Of("version"),
        Column.Of("id", wide: true), Column.Of("pid", wide: true), Column.Of("started", wide: true), Column.Of("web", wide: true),
    ];

    private static readonly Column[] CheckColumns = [Column.Of("name"), Column.Of("ok", CellKind.State), Column.Of("detail")];

    public static PbmCommand Create(CommandKit kit) => CommandKit.Group(
        "cluster",
        "the nodes: who is there, and whether they can work",
        kit.Show(
            new PbmCommand("show", "members with address, roles, status and version") { Examples = ["cluster show", "cluster show -o json"], CanWatch = true },
            ShowAsync),
        kit.Show(
            new PbmCommand("status", "the node asked, and its readiness checks") { Examples = ["cluster status"], CanWatch = true },
            StatusAsync),
        CreateWait(kit));

    private static PbmCommand CreateWait(CommandKit kit)
    {
        var what = Options.Word("--for", "what to wait for", "ready");
        what.Required = true;
        var timeout = Options.Duration("--timeout", "how long to wait", DefaultWait);
        var command = new PbmCommand("wait", "wait until the node can work; exit code 5 when it cannot in time")
        {
            Examples = ["cluster wait --for ready --timeout 60s"],
            Options = { what, timeout },
        };
        return kit.Do(command, (session, cancellationToken) => WaitAsync(session, session.Get(timeout), cancellationToken));
    }

    private static async Task<Document> ShowAsync(Session session, CancellationToken cancellationToken)
    {
        var cluster = await session.Node.GetAsync(new NodeQuery("cluster"), cancellationToken);
        var nodes = Document.ItemsOf(cluster.GetProperty("nodes"));
        return Document.List(new Section(NodeColumns, nodes) { Style = SectionStyle.Bars }, Address, count => $"Count: {count} nodes");
    }

    private static async Task<Document> StatusAsync(Session session, CancellationToken cancellationToken)
    {
        var status = await session.Node.GetAsync(new NodeQuery("cluster", "status"), cancellationToken);
        return Document.Within(status, "node", NodeColumns, Address, Checks(status.GetProperty("ready")));
    }

    private static async Task<int> WaitAsync(Session session, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, session.Host.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var reason = "not asked yet";
        try
        {
            while (true)
            {
                var (report, failure) = await ProbeAsync(session.Node, either.Token);
                if (report is { } ready)
                {
                    return await session.ShowAsync(_ => Task.FromResult(Report(ready)), cancellationToken);
                }

                reason = failure;
                await Task.Delay(BetweenProbes, session.Host.Time, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PbmException(ExitCode.NotMet, $"not ready after {CellText.Duration(timeout.TotalMilliseconds)}: {reason}");
        }
    }

    private static async Task<(JsonElement? Report, string Failure)> ProbeAsync(NodeClient node, CancellationToken cancellationToken)
    {
        try
        {
            var probe = await node.ProbeAsync(new NodeQuery("ready"), ProbeTimeout, cancellationToken);
            return probe.IsOk ? (probe.Report, "") : (null, Failing(probe.Report));
        }
        catch (NodeException exception) when (exception.IsTransient)
        {
            return (null, exception.Message);
        }
    }

    private static string Failing(JsonElement report) => string.Join("; ", report.GetProperty("checks").EnumerateArray()
        .Where(check => !check.GetProperty("ok").GetBoolean())
        .Select(check => CellText.Escape($"{check.GetProperty("name").GetString()}: {CellText.Plain(Column.Of("detail").ValueIn(check))}")));

    private static Document Report(JsonElement report) => Document.Single(
        report, [Column.Of("status", CellKind.State)], item => item.GetProperty("status").GetString()!, Checks(report));

    private static Section Checks(JsonElement report) => new(CheckColumns, Document.ItemsOf(report.GetProperty("checks")));

    private static string Address(JsonElement node) => node.GetProperty("address").GetString()!;
}
