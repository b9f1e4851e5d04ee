using System.Net;
using ActorPipeline.Node.Operators;
using ActorPipeline.Tests.Node.Harness;
using Xunit;

namespace ActorPipeline.Tests.Node.Operators;

public sealed class ClusterTests
{
    private readonly TestMembership _membership = new();

    [Theory]
    [InlineData("/pbm/cluster", "cluster-of-three.json")]
    [InlineData("/cluster/members/", "cluster-members-of-three.json")]
    public async Task Members_have_the_shapes_that_scripts_rely_on(string path, string golden)
    {
        await using var node = await TestNode.StartAsync(_membership);
        Golden.Check(golden, await node.AskAsync(path).JsonAsync());
    }

    [Fact]
    public async Task A_probe_fails_for_what_is_wrong_here_and_pbm_also_for_what_is_wrong_elsewhere()
    {
        await using var node = await TestNode.StartAsync(_membership);
        var films = node.Engine[TestPipelines.Films];
        (films.State, films.Detail) = ("recovering", "no node serves shard 1");

        var ready = await node.AskAsync("/ready").JsonAsync();
        Assert.Contains("no node serves shard 1", ready.GetRawText(), StringComparison.Ordinal);
        var whole = await node.AskAsync("/pbm/ready").JsonAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Contains("no node serves shard 1", whole.GetRawText(), StringComparison.Ordinal);
        films.TroubleHere = "the store is full";
        await node.AskAsync("/ready").JsonAsync(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Another_node_of_the_same_id_makes_the_one_that_yields_unready_and_says_why()
    {
        _membership.Extra.Add(new HealthCheck("node-id", false, "another node has the id n2"));
        await using var node = await TestNode.StartAsync(_membership);
        var ready = await node.AskAsync("/ready").JsonAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Contains("another node has the id n2", ready.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("node-id: another node has the id n2", node.Health.Here().Reasons);
    }

    [Fact]
    public async Task A_node_is_told_to_leave_by_id_by_address_or_by_asking_it()
    {
        await using var node = await TestNode.StartAsync(_membership, "management.read-only=off");
        var answer = await node.TellAsync("/pbm/cluster/leave?node=n3").JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal(("n3", false), (answer.GetProperty("node").GetProperty("id").GetString(), answer.GetProperty("self").GetBoolean()));
        answer = await node.TellAsync("/pbm/cluster/leave").JsonAsync(HttpStatusCode.Accepted);
        Assert.True(answer.GetProperty("self").GetBoolean());
        await node.Operators.DeleteAsync(new Uri("/cluster/members/actor-pipeline@127.0.0.1:9111", UriKind.Relative), TestContext.Current.CancellationToken).JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal(["n3", "n2", "n1"], _membership.Left);
        await node.TellAsync("/pbm/cluster/leave?node=n9").ProblemAsync(HttpStatusCode.NotFound, "unknown-member");
        _membership.Refusal = "node n3 is read-only";
        Assert.Equal("node n3 is read-only", await node.TellAsync("/pbm/cluster/leave?node=n3").ProblemAsync(HttpStatusCode.Conflict, "leave-refused"));
    }

    [Fact]
    public async Task A_member_is_operated_on_as_Akka_Management_does_it()
    {
        await using var node = await TestNode.StartAsync(_membership, "management.read-only=off");
        var path = new Uri("/cluster/members/actor-pipeline@127.0.0.1:9111", UriKind.Relative);
        using var down = new FormUrlEncodedContent([new("operation", "Down")]);
        await node.Operators.PutAsync(path, down, TestContext.Current.CancellationToken).JsonAsync(HttpStatusCode.Accepted);
        using var leave = new FormUrlEncodedContent([new("operation", "leave")]);
        await node.Operators.PutAsync(path, leave, TestContext.Current.CancellationToken).JsonAsync(HttpStatusCode.Accepted);
        using var dance = new FormUrlEncodedContent([new("operation", "Dance")]);
        await node.Operators.PutAsync(path, dance, TestContext.Current.CancellationToken).ProblemAsync(HttpStatusCode.BadRequest, "bad-parameter");
        Assert.Equal(("n1", "n1"), (_membership.Downed.Single(), _membership.Left.Single()));
    }

    [Fact]
    public async Task What_changes_among_the_members_comes_as_server_sent_events()
    {
        await using var node = await TestNode.StartAsync(_membership);
        await using var events = await node.Operators.GetStreamAsync(new Uri("/cluster/domain-events", UriKind.Relative), TestContext.Current.CancellationToken);
        using var lines = new StreamReader(events);
        Assert.Equal("event: MemberUp", await lines.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Equal("data: {\"type\":\"MemberUp\",\"member\":\"akka.tcp://actor-pipeline@127.0.0.1:9112\"}", await lines.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_changes_among_the_members_comes_as_lines_with_the_time()
    {
        await using var node = await TestNode.StartAsync(_membership);
        await using var changes = await node.Operators.GetStreamAsync(new Uri("/pbm/cluster/tail", UriKind.Relative), TestContext.Current.CancellationToken);
        using var lines = new StreamReader(changes);
        var change = System.Text.Json.JsonDocument.Parse((await lines.ReadLineAsync(TestContext.Current.CancellationToken))!).RootElement;
        Assert.Equal(("MemberUp", "akka.tcp://actor-pipeline@127.0.0.1:9112"), (change.GetProperty("type").GetString(), change.GetProperty("member").GetString()));
        Assert.True(DateTimeOffset.TryParse(change.GetProperty("time").GetString(), System.Globalization.CultureInfo.InvariantCulture, out _));
    }

    [Fact]
    public async Task A_sum_of_metrics_over_all_nodes_counts_everything_once()
    {
        await using var leader = await TestNode.StartAsync(_membership);
        var text = await leader.Operators.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("actorpipeline_pipeline_applied_total{pipeline=\"films\"} 15", text, StringComparison.Ordinal);
        Assert.DoesNotContain("actorpipeline_shard_entities{", text, StringComparison.Ordinal);

        await using var owner = await TestNode.StartAsync(new TestMembership { Asked = 0 });
        text = await owner.Operators.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("actorpipeline_pipeline_applied_total{", text, StringComparison.Ordinal);
        Assert.Contains("actorpipeline_shard_entities{pipeline=\"films\",shard=\"0\"} 40", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_listener_lets_nobody_leave()
    {
        await using var node = await TestNode.StartAsync(_membership);
        await node.TellAsync("/pbm/cluster/leave?node=n3").ProblemAsync(HttpStatusCode.Forbidden, "read-only");
        await node.Operators.DeleteAsync(new Uri("/cluster/members/actor-pipeline@127.0.0.1:9111", UriKind.Relative), TestContext.Current.CancellationToken)
            .ProblemAsync(HttpStatusCode.Forbidden, "read-only");
        Assert.Empty(_membership.Left);
    }
}
