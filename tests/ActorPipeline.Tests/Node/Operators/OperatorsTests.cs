using System.Net;
using System.Text.Json;
using ActorPipeline.Log;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Operators;
using ActorPipeline.Status;
using ActorPipeline.TestKit;
using ActorPipeline.Tests.Node.Harness;
using Xunit;

namespace ActorPipeline.Tests.Node.Operators;

public sealed class OperatorsTests
{
    [Theory]
    [InlineData("/pbm/cluster", "pbm-cluster.json")]
    [InlineData("/pbm/cluster/status", "pbm-cluster-status.json")]
    [InlineData("/pbm/pipelines", "pbm-pipelines.json")]
    [InlineData("/pbm/pipelines/films", "pbm-pipeline.json")]
    [InlineData("/pbm/pipelines/films/status", "status.json")]
    [InlineData("/pbm/views", "pbm-views.json")]
    [InlineData("/pbm/shards", "pbm-shards.json")]
    [InlineData("/pbm/pipelines/films/shards/0", "pbm-shard.json")]
    [InlineData("/pbm/pipelines/films/views/page-visitors/locate?key.topic=Action&key.page=Heat", "pbm-locate.json")]
    [InlineData("/pbm/pipelines/films/views/page-visitors/actor?key.topic=Action&key.page=Heat", "pbm-actor.json")]
    [InlineData("/pbm/palettes", "pbm-palettes.json")]
    [InlineData("/pbm/schema", "pbm-schema.json")]
    [InlineData("/pbm/pipelines/films/views/page-visitors/rows", "pbm-rows.json")]
    [InlineData("/pbm/pipelines/films/deadletters", "pbm-deadletters.json")]
    [InlineData("/pbm/pipelines/films/deadletters/0-1", "pbm-deadletter.json")]
    [InlineData("/alive", "alive.json")]
    [InlineData("/ready", "ready.json")]
    [InlineData("/pbm/ready", "ready.json")]
    [InlineData("/startup", "startup.json")]
    [InlineData("/cluster/members/", "cluster-members.json")]
    [InlineData("/cluster/members/actor-pipeline@127.0.0.1:9110", "cluster-member.json")]
    [InlineData("/cluster/members/akka.tcp:%2F%2Factor-pipeline@127.0.0.1:9110", "cluster-member.json")]
    [InlineData("/cluster/shards/films", "cluster-shards.json")]
    [InlineData("/cluster/shards", "cluster-shard-types.json")]
    public async Task Answers_have_the_shapes_that_scripts_rely_on(string path, string golden)
    {
        await using var node = await StartAsync();
        Golden.Check(golden, await node.AskAsync(path).JsonAsync());
    }

    [Theory]
    [InlineData("/pbm/pipelines/none", "unknown-pipeline")]
    [InlineData("/pbm/pipelines/films/shards/9", "unknown-shard")]
    [InlineData("/pbm/pipelines/films/views/none/keys", "unknown-view")]
    [InlineData("/pbm/pipelines/films/deadletters/0-9", "unknown-dead-letter")]
    [InlineData("/cluster/members/n9@127.0.0.1:9110", "unknown-member")]
    [InlineData("/cluster/shards/none", "unknown-pipeline")]
    [InlineData("/api/pipelines", "not-found")]
    [InlineData("/collect/films/pixel.gif", "not-found")]
    public async Task What_is_not_there_is_not_found(string path, string code)
    {
        await using var node = await StartAsync();
        await node.AskAsync(path).ProblemAsync(HttpStatusCode.NotFound, code);
    }

    [Fact]
    public async Task The_actors_are_shown_as_a_tree()
    {
        await using var node = await StartAsync();
        var root = await node.AskAsync("/pbm/actors?depth=2").JsonAsync();
        Assert.Equal(["path", "type", "mailbox", "children"], root.EnumerateObject().Select(member => member.Name));
        Assert.Equal("/", root.GetProperty("path").GetString());
        Assert.Equal("/user", Assert.Single(root.GetProperty("children").EnumerateArray()).GetProperty("path").GetString());
    }

    [Fact]
    public async Task Readiness_names_the_check_that_fails()
    {
        await using var node = await StartAsync();
        (node.Engine[TestPipelines.Films].State, node.Engine[TestPipelines.Films].Detail) = ("stalled", "the view store is full");
        node.Engine[TestPipelines.Site].Failure = new EventLogException("log gone");
        var ready = await node.AskAsync("/ready").JsonAsync(HttpStatusCode.ServiceUnavailable);
        Golden.Check("ready-failed.json", ready);
        await node.AskAsync("/alive").JsonAsync();
        await node.AskAsync("/startup").JsonAsync();
    }

    [Fact]
    public async Task Readiness_names_what_the_pipeline_met_rather_than_what_the_question_met()
    {
        await using var node = await StartAsync();
        (node.Engine[TestPipelines.Site].Failure, node.Engine[TestPipelines.Site].TroubleHere) = (new EventLogException("no leaders found"), "topic site does not exist");
        var ready = await node.AskAsync("/ready").JsonAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Contains("topic site does not exist", ready.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("no leaders found", ready.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readiness_says_what_share_of_the_events_was_not_timely()
    {
        await using var node = await StartAsync();
        node.Engine[TestPipelines.Films].TimelinessHere = new Timeliness(1000, 10, 3);
        node.Engine[TestPipelines.Site].TimelinessHere = new Timeliness(1000, 9, 3);
        var checks = (await node.AskAsync("/ready").JsonAsync()).GetProperty("checks").EnumerateArray().ToList();
        Assert.All(checks, check => Assert.True(check.GetProperty("ok").GetBoolean()));
        Assert.Equal(
            "of the last 1000 events 10 were late, and 3 lie ahead of event time and did not move it",
            Assert.Single(checks, check => check.GetProperty("detail").ValueKind != JsonValueKind.Null).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Drift_is_a_detail_of_readiness_and_a_metric()
    {
        await using var node = await StartAsync();
        node.Engine[TestPipelines.Films].DriftHere = [TestRows.Drift];
        var checks = (await node.AskAsync("/ready").JsonAsync()).GetProperty("checks").EnumerateArray().ToList();
        Assert.All(checks, check => Assert.True(check.GetProperty("ok").GetBoolean()));
        Assert.Equal(
            "6 of 141 rows of visitors differ between batch and shards: pbm batch drift",
            Assert.Single(checks, check => check.GetProperty("detail").ValueKind != JsonValueKind.Null).GetProperty("detail").GetString());
        using var answer = await node.AskAsync("/metrics");
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("actorpipeline_batch_drift_rows{pipeline=\"films\",view=\"visitors\"} 6\n", text, StringComparison.Ordinal);
        Assert.Contains("actorpipeline_batch_compared_rows{pipeline=\"films\",view=\"visitors\"} 141\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_stops_is_no_longer_ready()
    {
        await using var node = await StartAsync();
        node.Health.Stopping();
        var ready = await node.AskAsync("/ready").JsonAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Contains("shutting down", ready.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_are_prometheus_text()
    {
        await using var node = await StartAsync();
        await node.CollectAsync("films", """{"client_id":"c","timestamp":"2017-01-25T14:02:32","url":{"topic":"t","page":"p"}}""").JsonAsync(HttpStatusCode.Accepted);
        using var answer = await node.AskAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        var text = await answer.TextAsync();
        var lines = text.Split('\n');
        Assert.Contains("actorpipeline_collector_accepted_total{pipeline=\"films\"} 1", lines);
        Assert.Contains("actorpipeline_pipeline_applied_total{pipeline=\"films\"} 15", lines);
        Assert.Contains("actorpipeline_pipeline_watermark_seconds{pipeline=\"films\"} 1485352920", lines);
        Assert.Contains("actorpipeline_source_lag{pipeline=\"films\",partition=\"0\"} 3", lines);
        Assert.Contains("actorpipeline_shard_entities{pipeline=\"films\",shard=\"0\"} 40", lines);
        Assert.Contains("# TYPE actorpipeline_pipeline_pending gauge", lines);
        Assert.Equal(1, lines.Count(line => line == "# TYPE actorpipeline_pipeline_applied_total counter"));
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_to_the_cluster_are_refused()
    {
        await using var readOnly = await StartAsync();
        await readOnly.TellAsync("/cluster/members/").ProblemAsync(HttpStatusCode.Forbidden, "read-only");
        await readOnly.TellAsync("/pbm/pipelines/films/deadletters/replay").ProblemAsync(HttpStatusCode.Forbidden, "read-only");
        await using var open = await StartAsync("management.read-only=off");
        await open.TellAsync("/cluster/members/").ProblemAsync(HttpStatusCode.MethodNotAllowed, "not-joined-by-hand");
    }

    [Theory]
    [InlineData("?id=0-1", """{"replayed":1}""", "two")]
    [InlineData("", """{"replayed":2}""", "\ufffd,two")]
    public async Task Dead_letters_are_given_back_where_changes_are_allowed(string query, string answer, string appended)
    {
        await using var node = await StartAsync("management.read-only=off");
        var replayed = await node.TellAsync($"/pbm/pipelines/films/deadletters/replay{query}").JsonAsync();
        Assert.Equal(answer, replayed.GetRawText());
        Assert.Equal(appended, string.Join(',', node.Engine[TestPipelines.Films].Appended));
    }

    [Fact]
    public async Task With_a_token_only_probes_are_answered_without_it()
    {
        await using var node = await StartAsync("management.token=secret");
        await node.AskAsync("/alive").JsonAsync();
        await node.AskAsync("/ready").JsonAsync();
        await node.AskAsync("/pbm/pipelines").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorised");
        await node.AskAsync("/metrics").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorised");
        node.Operators.DefaultRequestHeaders.Authorization = new("Bearer", "secret");
        await node.AskAsync("/pbm/pipelines").JsonAsync();
    }

    [Fact]
    public async Task Who_guesses_the_token_has_to_wait_but_probes_are_answered()
    {
        var clock = new VirtualTimeProvider();
        await using var node = await TestNode.StartAsync(clock, "management.token=secret");
        node.Operators.DefaultRequestHeaders.Authorization = new("Bearer", "wrong");
        for (var i = 0; i < WrongTokens.Limit; i++)
        {
            await node.AskAsync("/metrics").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorised");
        }

        await node.AskAsync("/metrics").ProblemAsync(HttpStatusCode.TooManyRequests, "too-many-wrong-tokens");
        await node.AskAsync("/alive").JsonAsync();
        node.Operators.DefaultRequestHeaders.Authorization = new("Bearer", "secret");
        await node.AskAsync("/pbm/pipelines").ProblemAsync(HttpStatusCode.TooManyRequests, "too-many-wrong-tokens");
        clock.Advance(WrongTokens.Window);
        await node.AskAsync("/pbm/pipelines").JsonAsync();
    }

    [Theory]
    [InlineData("include \"/etc/hostname\"", "expected a text that includes nothing")]
    [InlineData("include required(file(\"hocon/cluster.conf\"))", "expected a text that includes nothing")]
    [InlineData("pipelines.films.source.topic = ${PATH}", "expected a value for ${PATH} in the configuration")]
    [InlineData("pipelines.films.source.topic = ${?PATH}", "expected a value for ${?PATH} in the configuration")]
    public async Task A_file_that_is_checked_learns_nothing_of_the_machine(string line, string error)
    {
        await using var node = await StartAsync();
        var answer = await node.TellAsync("/pbm/check?name=my.conf", new StringContent($"# mine\n{line}")).JsonAsync();
        Assert.False(answer.GetProperty("ok").GetBoolean());
        Assert.StartsWith($"my.conf:2: {error}", answer.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Environment.GetEnvironmentVariable("PATH")!, answer.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_checked_may_refer_to_itself_and_to_what_every_node_ships_with()
    {
        await using var node = await StartAsync();
        var file = """
            vars.topic = films
            pipelines.films {
              source {
                topic = ${vars.topic}, format = json, time { field = at, pattern = iso }, fields { page = page }
                late-after = ${pipeline-defaults.late-after}
              }
              views.pages { key = [page], window { length = 1m }, columns { visits = count } }
            }
            """;
        var answer = await node.TellAsync("/pbm/check?name=my.conf", new StringContent(file)).JsonAsync();
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("error").ValueKind);
        Assert.Equal("films", answer.GetProperty("pipelines")[0].GetProperty("source").GetProperty("topic").GetString());
    }

    [Fact]
    public async Task Web_pages_are_not_served_whatever_they_ask_for()
    {
        await using var node = await StartAsync();
        node.Operators.DefaultRequestHeaders.Add("Origin", "http://127.0.0.1:8080");
        await node.AskAsync("/pbm/pipelines").ProblemAsync(HttpStatusCode.Forbidden, "foreign-origin");
    }

    [Fact]
    public async Task A_pipeline_file_is_read_as_the_node_would()
    {
        await using var node = await StartAsync();
        var file = """
            pipelines.films {
              source { topic = films, format = json, time { field = at, pattern = iso }, fields { page = page } }
              views.pages { key = [page], window { length = 1m }, columns { visits = count } }
            }
            """;
        var good = await node.TellAsync("/pbm/check?name=my.conf", new StringContent(file)).JsonAsync();
        Assert.Equal(JsonValueKind.Null, good.GetProperty("error").ValueKind);
        Assert.True(good.GetProperty("ok").GetBoolean());
        Assert.Equal("films", good.GetProperty("pipelines")[0].GetProperty("name").GetString());
        var unknown = await node.TellAsync("/pbm/check?name=my.conf", new StringContent(file.Replace("topic =", "tpoic =", StringComparison.Ordinal))).JsonAsync();
        Assert.False(unknown.GetProperty("ok").GetBoolean());
        Assert.StartsWith("my.conf:2: pipelines.films.source.tpoic:", unknown.GetProperty("error").GetString(), StringComparison.Ordinal);
        var broken = await node.TellAsync("/pbm/check?name=my.conf", new StringContent("pipelines {")).JsonAsync();
        Assert.StartsWith("my.conf:1", broken.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_zone_of_windows_is_told_where_there_is_one()
    {
        await using var node = await StartAsync();
        var file = """
            pipelines.films {
              source { topic = films, format = json, time { field = at, pattern = iso }, fields { page = page } }
              views.pages { key = [page], window { length = 1d, zone = "Europe/Berlin" }, columns { visits = count } }
              views.often { key = [page], window { length = 1d }, columns { visits = count } }
            }
            """;
        var views = (await node.TellAsync("/pbm/check?name=my.conf", new StringContent(file)).JsonAsync()).GetProperty("pipelines")[0].GetProperty("views");
        Assert.Equal("""{"length_ms":86400000,"every_ms":86400000,"zone":"Europe/Berlin"}""", JsonSerializer.Serialize(views[0].GetProperty("window")));
        Assert.Equal("""{"length_ms":86400000,"every_ms":86400000}""", JsonSerializer.Serialize(views[1].GetProperty("window")));
    }

    [Fact]
    public async Task Waiting_ends_with_the_status_or_with_a_time_out()
    {
        await using var node = await StartAsync();
        var runtime = node.Engine[TestPipelines.Films];
        Golden.Check("status.json", await node.TellAsync("/pbm/pipelines/films/wait?flush=true").JsonAsync());
        Assert.True(runtime.Flushed);
        Assert.False(runtime.HasWaitedForLake);
        await node.TellAsync("/pbm/pipelines/films/wait?lake=true").JsonAsync();
        Assert.True(runtime.HasWaitedForLake);
        runtime.Applied = new TaskCompletionSource().Task;
        var detail = await node.TellAsync("/pbm/pipelines/films/wait?timeout=20ms").ProblemAsync(HttpStatusCode.GatewayTimeout, "time-out");
        Assert.Contains("4 records are still pending after 20ms", detail, StringComparison.Ordinal);
        await node.TellAsync("/pbm/pipelines/films/wait?timeout=soon").ProblemAsync(HttpStatusCode.BadRequest, "bad-parameter");
    }

    [Fact]
    public async Task Waiting_for_a_lake_that_there_is_not_is_refused()
    {
        await using var node = await TestNode.StartAsync("mode=cluster");
        var detail = await node.TellAsync("/pbm/pipelines/films/wait?lake=true").ProblemAsync(HttpStatusCode.Conflict, "no-lake");
        Assert.Equal("this node knows of no event lake: lake.path is not set", detail);
    }

    [Fact]
    public void Commands_are_offered_once_each() =>
        Assert.Equal(PaletteCommand.All.Count, PaletteCommand.All.Select(command => command.Name).Distinct().Count());

    private static async Task<TestNode> StartAsync(params string[] settings)
    {
        var node = await TestNode.StartAsync(settings);
        node.Engine.Listed.Rows.Add(TestRows.Page(0, "Action", "Die Hard", 12, 9));
        node.Engine.Records.AddDeadLetter(1, 17, TestRows.Start, "the record is not UTF-8 (byte 0)", 0xFF);
        node.Engine.Records.AddDeadLetter(0, 18, TestRows.Start + 1, "expected a JSON object, found t (byte 0)", "two"u8.ToArray());
        return node;
    }
}
