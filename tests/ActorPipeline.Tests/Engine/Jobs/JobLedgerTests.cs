using System.Text;
using ActorPipeline.Batches;
using ActorPipeline.BatchViews;
using ActorPipeline.Jobs;
using Xunit;

namespace ActorPipeline.Tests.Engine.Jobs;

public class JobLedgerTests
{
    private const long Minute = 60_000;

    private static readonly BatchJob Job = new("compact", JobSchedule.Parse("*/5 * * * *"), (_, _) => throw new NotSupportedException());

    [Fact]
    public void A_job_that_never_ran_is_due_and_then_at_the_next_moment_of_its_schedule()
    {
        Assert.Equal(0, JobLedger.Empty.DueMs(Job));
        var ran = Run(JobLedger.Empty, 2 * Minute, JobOutcome.Succeeded);
        Assert.Equal(5 * Minute, ran.DueMs(Job));

        // Long after, one run makes up for all that were missed.
        Assert.Equal(105 * Minute, Run(ran, 102 * Minute, JobOutcome.Succeeded).DueMs(Job));
    }

    [Fact]
    public void A_run_whose_node_was_lost_is_followed_by_another_at_once() => Assert.Equal(0, Run(JobLedger.Empty, Minute, JobOutcome.Lost).DueMs(Job));

    [Fact]
    public void A_job_that_fails_is_tried_again_after_pauses_that_double_up_to_ten_minutes()
    {
        var ledger = JobLedger.Empty;
        List<long> pauses = [];
        for (var i = 0; i < 10; i++)
        {
            ledger = Run(ledger, Minute, JobOutcome.Failed);
            pauses.Add((ledger.DueMs(Job) - Minute - 1) / 1_000);
        }

        Assert.Equal([5, 10, 20, 40, 80, 160, 320, 600, 600, 600], pauses);
        Assert.Equal(5 * Minute, Run(ledger, 4 * Minute, JobOutcome.Succeeded).DueMs(Job));
        Assert.Equal((4 * Minute) + 5_001, Run(Run(ledger, 4 * Minute, JobOutcome.Succeeded), 4 * Minute, JobOutcome.Failed).DueMs(Job));
    }

    [Fact]
    public void Nothing_is_due_while_jobs_are_paused() => Assert.Equal(long.MaxValue, (JobLedger.Empty with { IsPaused = true }).DueMs(Job));

    [Fact]
    public void The_last_runs_of_each_job_are_kept()
    {
        var ledger = Run(JobLedger.Empty, 1, JobOutcome.Succeeded, "rare");
        for (var i = 0; i < 100; i++)
        {
            ledger = Run(ledger, i, JobOutcome.Succeeded);
        }

        Assert.Equal((1, JobLedger.KeptRuns), (ledger.Runs.Count(run => run.Job == "rare"), ledger.Runs.Count(run => run.Job == "compact")));
        Assert.Equal((101, 72), (ledger.Runs[^1].Number, ledger.Runs[1].Number));
    }

    [Fact]
    public void A_ledger_is_stored_as_checked_in_and_read_again()
    {
        const string Stored =
            """{"version":1,"paused":true,"runs":[{"number":1,"job":"compact","start_ms":60000,"end_ms":60001,"outcome":"failed","progress":0.5,"rows":0,"bytes":0,"error":"no space","node":"n1","ask":"x"},{"number":2,"job":"drop-old","start_ms":70000,"outcome":"running","progress":0,"rows":0,"bytes":0,"error":null,"node":"n2","ask":null}]}""";
        var ledger = (JobLedger.Empty with { IsPaused = true })
            .Start("compact", Minute, "n1", "x").Advance(0.5).End(Minute + 1, JobOutcome.Failed, default, "no space").Start("drop-old", 70_000, "n2", null);

        Assert.Equal(Stored, Encoding.UTF8.GetString(JobLedgerText.Write(ledger).Span));
        var read = JobLedgerText.Read(Encoding.UTF8.GetBytes(Stored));
        Assert.Equal((true, "drop-old"), (read.IsPaused, read.Running?.Job));
        Assert.Equal(ledger.Runs, read.Runs);
        Assert.Equal(JobLedger.Empty, JobLedgerText.Read(default));
    }

    [Fact]
    public void What_layers_differ_by_is_that_of_the_last_run_that_compared()
    {
        const string Stored =
            """{"version":2,"paused":false,"catalogue":"12","drift":[{"view":"page-visits","up_to_ms":1485352940000,"rows":{"compared":141,"only_batch":1,"only_speed":2,"different":3,"approximate":4,"first":null}}],"runs":[]}""";
        var drift = new ViewDrift("page-visits", 1_485_352_940_000, new RowDrift(141, 1, 2, 3, 4, null));
        var ledger = JobLedger.Empty.Start("drift", Minute, "n1", null).End(Minute + 1, JobOutcome.Succeeded, new JobResult(141, 0) { Catalogue = "12", Drift = [drift] }, null);
        ledger = Run(ledger, 2 * Minute, JobOutcome.Succeeded);
        Assert.Equal([drift], ledger.Drift);
        Assert.Equal(Stored, Encoding.UTF8.GetString(JobLedgerText.Write(ledger with { Runs = [] }).Span));
        Assert.Equal([drift], JobLedgerText.Read(Encoding.UTF8.GetBytes(Stored)).Drift);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"version":1,"paused":false,"runs":[{"number":1}]}""")]
    public void What_is_no_ledger_is_refused(string text) => Assert.Throws<FormatException>(() => JobLedgerText.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_ledger_of_a_version_to_come_is_named() =>
        Assert.Throws<UnknownFormatVersionException>(() => JobLedgerText.Read("""{"version":3,"paused":false,"runs":[]}"""u8.ToArray()));

    [Theory]
    [InlineData("*/5 * * * *", "1970-01-01T00:05:00")]
    [InlineData("30 2 * * *", "1970-01-01T02:30:00")]
    [InlineData("*/10 * * * * *", "1970-01-01T00:00:10")]
    public void A_schedule_is_a_cron_expression_in_UTC(string text, string next) =>
        Assert.Equal(next, JobSchedule.Parse(text).Next(DateTimeOffset.UnixEpoch)?.ToString("yyyy-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("")]
    [InlineData("daily")]
    [InlineData("61 * * * *")]
    [InlineData("* * * *")]
    public void What_is_no_cron_expression_is_refused(string text) => Assert.Throws<FormatException>(() => JobSchedule.Parse(text));

    private static JobLedger Run(JobLedger ledger, long startMs, JobOutcome outcome, string job = "compact") =>
        ledger.Start(job, startMs, "n1", null).End(startMs + 1, outcome, default, outcome == JobOutcome.Failed ? "why" : null);
}
