using System.Net;
using System.Text.Json;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Store;
using ActorPipeline.Tests.Node.Harness;
using Xunit;

namespace ActorPipeline.Tests.Node.Operators;

/// <summary>The layout of the view store: shown, shown before it is made, made.</summary>
public sealed class SchemaTests
{
    [Fact]
    public async Task A_dry_run_shows_what_is_missing_and_makes_nothing_even_where_nothing_may_be_changed()
    {
        await using var node = await TestNode.StartAsync();
        for (var run = 0; run < 2; run++)
        {
            Assert.Equal(["films.lease"], Names(await node.TellAsync("/pbm/schema?dry-run=true").JsonAsync()));
        }

        await node.TellAsync("/pbm/schema?dry-run=maybe").ProblemAsync(HttpStatusCode.BadRequest, "bad-parameter");
    }

    [Fact]
    public async Task What_was_missing_is_made_once()
    {
        await using var node = await TestNode.StartAsync("management.read-only=off");
        Assert.Equal(["films.lease"], Names(await node.TellAsync("/pbm/schema").JsonAsync()));
        Assert.Empty(Names(await node.TellAsync("/pbm/schema").JsonAsync()));
        Assert.All((await node.AskAsync("/pbm/schema").JsonAsync()).EnumerateArray(), statement => Assert.Equal("there", statement.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_read_only_listener_makes_nothing()
    {
        await using var node = await TestNode.StartAsync();
        await node.TellAsync("/pbm/schema").ProblemAsync(HttpStatusCode.Forbidden, "read-only");
        Assert.Contains(node.Engine.Listed.Statements, statement => !statement.IsThere);
    }

    [Fact]
    public async Task A_node_that_keeps_its_views_in_its_folder_has_no_schema()
    {
        await using var node = await TestNode.StartAsync("management.read-only=off");
        var store = new InMemoryViewStore();
        node.Engine.Store = store;
        await node.TellAsync("/pbm/schema").ProblemAsync(HttpStatusCode.NotFound, "no-schema");
        await node.TellAsync("/pbm/schema?dry-run=true").ProblemAsync(HttpStatusCode.NotFound, "no-schema");
        await node.AskAsync("/pbm/schema").ProblemAsync(HttpStatusCode.NotFound, "no-schema");
    }

    [Fact]
    public async Task Servers_that_fail_are_named()
    {
        await using var node = await TestNode.StartAsync();
        node.Engine.Listed.Failure = new ViewStoreException("Cassandra keyspace films: no server answers");
        var problem = await node.AskAsync("/pbm/schema").ProblemAsync(HttpStatusCode.ServiceUnavailable, "view-store");
        Assert.Contains("Cassandra keyspace films", problem, StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Names(JsonElement statements) => statements.EnumerateArray().Select(statement => statement.GetProperty("name").GetString());
}
