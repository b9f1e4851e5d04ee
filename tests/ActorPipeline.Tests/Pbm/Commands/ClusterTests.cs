using ActorPipeline.Pbm.Hosting;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ActorPipeline.Tests.Pbm.Commands;

public sealed class ClusterTests
{
    private const string Route = "GET /pbm/cluster";

    [Fact]
    public async Task Leaving_is_asked_for_once_and_over_when_the_member_is_gone()
    {
        await using var node = await FakeNode.StartAsync();
        var looks = 0;
        node.Answer(Route, context => context.Response.WriteAsync(looks++ switch
        {
            0 or 1 => Members(SampleCluster.Node, Leaving(8)),
            2 => Members(SampleCluster.Node, Leaving(3)),
            _ => Members(SampleCluster.Node),
        }));
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.Ok, await run.RunAsync("cluster", "leave", "n2", "-o", "name"));
        Assert.Equal("akka.tcp://actor-pipeline@127.0.0.1:9111\n", run.Out.Text);
        Assert.Equal("akka.tcp://actor-pipeline@127.0.0.1:9111: Leaving, 8 shards to hand over\nakka.tcp://actor-pipeline@127.0.0.1:9111: Leaving, 3 shards to hand over\n", run.Error.Text);
        Assert.Equal(["POST /pbm/cluster/leave?node=n2"], node.Requests.Where(request => request.StartsWith("POST", StringComparison.Ordinal)));
        Assert.Equal(4, looks);
    }

    [Fact]
    public async Task A_node_that_is_told_to_leave_itself_is_gone_when_it_no_longer_answers()
    {
        await using var node = await FakeNode.StartAsync();
        node.Answer("POST /pbm/cluster/leave", $$"""{"node":{{SampleCluster.Node}},"self":true}""");
        node.Answer(Route, context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.Ok, await run.RunAsync("cluster", "leave", "-o", "name"));
        Assert.Equal("akka.tcp://actor-pipeline@127.0.0.1:9110\n", run.Out.Text);
    }

    [Fact]
    public async Task A_node_that_does_not_go_in_time_is_5()
    {
        await using var node = await FakeNode.StartAsync();
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.NotMet, await run.RunAsync("cluster", "leave", "n2", "--timeout", "30s"));
        Assert.EndsWith("pbm: akka.tcp://actor-pipeline@127.0.0.1:9111 is not gone after 30s: Up, 0 shards to hand over\n", run.Error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_that_do_not_answer_are_removed_all_at_once()
    {
        await using var node = await FakeNode.StartAsync();
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.Ok, await run.RunAsync("cluster", "down-unreachable", "-o", "name"));
        Assert.Equal("akka.tcp://actor-pipeline@127.0.0.1:9111\n", run.Out.Text);
        Assert.Single(node.Requests, request => request.StartsWith("POST /pbm/cluster/down?node=akka.tcp", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(403, "Forbidden", ExitCode.Unauthorised)]
    [InlineData(409, "Conflict", ExitCode.Failed)]
    [InlineData(404, "Not Found", ExitCode.NotFound)]
    public async Task A_refusal_is_said(int status, string title, int expected)
    {
        await using var node = await FakeNode.StartAsync();
        node.Refuse("POST /pbm/cluster/leave", status, title, "said why");
        using var run = new PbmRun(node.Address);

        Assert.Equal(expected, await run.RunAsync("cluster", "leave", "n2"));
        Assert.Equal($"pbm: {title}: said why\n", run.Error.Text);
    }

    [Fact]
    public async Task Waiting_for_nodes_ends_when_just_so_many_are_up()
    {
        await using var node = await FakeNode.StartAsync();
        var looks = 0;
        node.Answer(Route, context => context.Response.WriteAsync(looks++ < 2
            ? Members(SampleCluster.Node, SampleCluster.OtherNode)
            : Members(SampleCluster.Node, SampleCluster.OtherNode.Replace(":\"unreachable\"", ":\"\"", StringComparison.Ordinal))));
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.Ok, await run.RunAsync("cluster", "wait", "--for", "nodes=2", "-o", "name"));
        Assert.Equal("akka.tcp://actor-pipeline@127.0.0.1:9110\nakka.tcp://actor-pipeline@127.0.0.1:9111\n", run.Out.Text);
        Assert.Equal(3, looks);
    }

    [Fact]
    public async Task Waiting_for_nodes_that_do_not_come_is_5()
    {
        await using var node = await FakeNode.StartAsync();
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.NotMet, await run.RunAsync("cluster", "wait", "--for", "nodes=2", "--timeout", "30s"));
        Assert.Equal("pbm: not so (nodes=2) after 30s: 1 nodes are up\n", run.Error.Text);
    }

    [Fact]
    public async Task Without_a_member_that_works_there_is_no_leader()
    {
        await using var node = await FakeNode.StartAsync();
        node.Answer(Route, Members(SampleCluster.OtherNode));
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.NotMet, await run.RunAsync("cluster", "leader"));
    }

    private static string Members(params string[] members) => $$"""{"nodes":[{{string.Join(',', members)}}]}""";

    private static string Leaving(int shards) => SampleCluster.OtherNode
        .Replace("\"Up\"", "\"Leaving\"", StringComparison.Ordinal)
        .Replace("\"shards\":0", $"\"shards\":{shards}", StringComparison.Ordinal);
}
