using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Commands;

/// <summary><c>pbm cluster leave</c>: a node hands over what it serves, and stops.</summary>
internal static class LeaveCommand
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    public static PbmCommand Create(CommandKit kit)
    {
        var node = kit.Argument("NODE", "its id or address; the node asked when left out", NodeNames.MembersAsync);
        node.Arity = ArgumentArity.ZeroOrOne;
        var timeout = Options.Duration("--timeout", "how long to wait until it is gone", DefaultWait);
        var command = new PbmCommand("leave", "let a node hand over what it serves and stop; returns when it is gone, exit code 5 when it is not in time")
        {
            Examples = ["cluster leave n2", "cluster leave n2 --timeout 5m"],
            Arguments = { node },
            Options = { timeout },
        };
        return kit.Do(command, (session, cancellationToken) => LeaveAsync(session, session.Get(node), session.Get(timeout), cancellationToken));
    }

    private static async Task<int> LeaveAsync(Session session, string? node, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var answer = await session.Node.PostAsync(new NodeQuery("cluster", "leave").With("node", node), null, cancellationToken);
        var (member, isAsked) = (answer.GetProperty("node"), answer.GetProperty("self").GetBoolean());
        var address = ClusterCommands.Address(member);
        using var limit = new CancellationTokenSource(timeout, session.Host.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var progress = "";
        try
        {
            while (await LookAsync(session.Node, address, isAsked, either.Token) is { } now)
            {
                if (now != progress)
                {
                    session.Host.Error.WriteLine(TerminalText.Escape($"{address}: {now}"));
                }

                progress = now;
                await Task.Delay(BetweenLooks, session.Host.Time, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PbmException(ExitCode.NotMet, $"{address} is not gone after {CellText.Duration(timeout.TotalMilliseconds)}: {progress}");
        }

        return await session.ShowAsync(_ => Task.FromResult(ClusterCommands.Member(Gone(member))), cancellationToken);
    }

    // Null when it is gone. The node asked is gone when it no longer answers; of any other the node asked knows.
    private static async Task<string?> LookAsync(NodeClient node, string address, bool isAsked, CancellationToken cancellationToken)
    {
        try
        {
            var members = await ClusterCommands.MembersAsync(node, cancellationToken);
            var member = members.Find(one => ClusterCommands.Address(one) == address);
            return member.ValueKind == JsonValueKind.Undefined
                ? null
                : $"{member.GetProperty("status").GetString()}, {member.GetProperty("shards").GetInt32()} shards to hand over";
        }
        catch (NodeException exception) when (exception.IsTransient)
        {
            return isAsked && exception.Status is null ? null : exception.Message;
        }
    }

    private static JsonElement Gone(JsonElement member)
    {
        var gone = JsonObject.Create(member)!;
        (gone["status"], gone["shards"], gone["leader"]) = ("removed", 0, false);
        return JsonText.Element(gone);
    }
}
