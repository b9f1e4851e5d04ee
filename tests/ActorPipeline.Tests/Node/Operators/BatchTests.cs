using System.Net;
using ActorPipeline.Jobs;
using ActorPipeline.Tests.Node.Harness;
using Xunit;

namespace ActorPipeline.Tests.Node.Operators;

public class BatchTests
{
    [Fact]
    public async Task Jobs_are_run_and_shown_with_their_last_runs()
    {
        await using var node = await TestNode.StartAsync();
        Golden.Check("batch-none.json", await node.AskAsync("/pbm/batch?pipeline=films").JsonAsync());
        Golden.Check("batch.json", await node.TellAsync("/pbm/batch/run?job=compact&pipeline=films").JsonAsync());
        Golden.Check("batch-history.json", await node.AskAsync("/pbm/batch/history?pipeline=films").JsonAsync());
        Assert.Equal(0, (await node.AskAsync("/pbm/batch/history?job=drop-old").JsonAsync()).GetArrayLength());
    }

    [Fact]
    public async Task Drift_is_that_of_the_last_run_that_compared()
    {
        await using var node = await TestNode.StartAsync();
        Assert.Equal(0, (await node.AskAsync("/pbm/batch/drift").JsonAsync()).GetArrayLength());
        node.Engine[TestPipelines.Films].Ledger = JobLedger.Empty with { Drift = [TestRows.Drift] };
        Golden.Check("batch-drift.json", await node.AskAsync("/pbm/batch/drift?pipeline=films").JsonAsync());
    }

    [Fact]
    public async Task A_job_that_fails_is_a_problem_that_says_why()
    {
        await using var node = await TestNode.StartAsync();
        var detail = await node.TellAsync("/pbm/batch/run?pipeline=films").ProblemAsync(HttpStatusCode.InternalServerError, "job-failed");
        Assert.Equal("the owner of batch films says: job drop-old of films: no space left on device", detail);
        var runs = await node.AskAsync("/pbm/batch/history?pipeline=films").JsonAsync();
        Assert.Equal(["succeeded", "failed"], runs.EnumerateArray().Select(run => run.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task Jobs_and_pipelines_that_there_are_not_are_named()
    {
        await using var node = await TestNode.StartAsync();
        Assert.Equal("there is no job compcat", await node.TellAsync("/pbm/batch/run?job=compcat").ProblemAsync(HttpStatusCode.NotFound, "no-job"));
        await node.TellAsync("/pbm/batch/run?pipeline=film").ProblemAsync(HttpStatusCode.NotFound, "unknown-pipeline");
        await node.TellAsync("/pbm/batch/run?timeout=soon").ProblemAsync(HttpStatusCode.BadRequest, "bad-parameter");
    }

    [Fact]
    public async Task Jobs_are_paused_where_changes_are_allowed()
    {
        await using (var guarded = await TestNode.StartAsync())
        {
            await guarded.TellAsync("/pbm/batch/pause").ProblemAsync(HttpStatusCode.Forbidden, "read-only");
        }

        await using var node = await TestNode.StartAsync("management.read-only=off");
        var paused = await node.TellAsync("/pbm/batch/pause?pipeline=films").JsonAsync();
        Assert.All(paused.EnumerateArray(), job => Assert.Equal("paused", job.GetProperty("state").GetString()));
        var resumed = await node.TellAsync("/pbm/batch/resume").JsonAsync();
        Assert.All(resumed.EnumerateArray(), job => Assert.Equal("waiting", job.GetProperty("state").GetString()));
    }
}
