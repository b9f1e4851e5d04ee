using System.Text.Json;
using ActorPipeline.Integration.Processes;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Integration.Ingestion;

/// <summary>A node that is killed while an access log is loaded loses nothing and counts nothing twice.</summary>
public sealed class KilledNodeTests
{
    private const string RealLog = "apache_access.log";

    // A dozen parts of a load, so that it is under way at the first kill.
    private const int GeneratedLines = 60_000;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2_000)]
    [InlineData(GeneratedLines)]
    public async Task Rows_of_a_generated_log_are_exact_over_five_kills(int count)
    {
        LongTests.RunOrSkip(LongTests.Run || count == GeneratedLines);
        using var folder = new TemporaryFolder();
        var file = folder.Of("access.log");
        await File.WriteAllLinesAsync(file, AccessLogGenerator.Lines(count, seed: 7), Cancelled);

        var load = await AssertExactOverKillsAsync(folder, file);
        Assert.True(count < GeneratedLines || load.Errors.Contains("node gone", StringComparison.Ordinal), "the load was never interrupted");
    }

    [Fact]
    public async Task Rows_of_a_real_log_are_exact_over_five_kills()
    {
        LongTests.RunOrSkip();
        var file = Checkout.SharedData(RealLog);
        Assert.SkipWhen(file is null && !Checkout.IsContinuousIntegration, $"there is no shared/data/{RealLog} beside the checkout");

        using var folder = new TemporaryFolder();
        await AssertExactOverKillsAsync(folder, file ?? throw new FileNotFoundException("The real log must be there.", RealLog));
    }

    private static async Task<ProcessResult> AssertExactOverKillsAsync(TemporaryFolder folder, string file)
    {
        var lines = await File.ReadAllLinesAsync(file, Cancelled);
        // Files of the lake and of batch views are written all the time, so that kills fall between any two steps of it.
        var node = await NodeProcess.StartAsync(
            folder.Of("data"), FreePorts.Pair(), Cancelled, "--set", "lake.roll-after=50ms", "--set", "batch.views=* * * * * *");
        try
        {
            await using var load = node.Pbm.Start("events", "load", AccessLog.Pipeline, file, "--allow-dead-letters");
            foreach (var hasCome in Moments(lines.Length))
            {
                await Deadline.UntilAsync(() => node.CountersAsync(AccessLog.Pipeline, Cancelled), hasCome, Cancelled);
                await node.KillAsync(Cancelled);
                node = await AgainAsync(node, folder.Of("data"));
            }

            var result = await load.ResultAsync(Cancelled);
            AssertLoaded(result, lines.Length);
            await node.Pbm.FlushAsync(AccessLog.Pipeline, Cancelled);
            await AccessLog.AssertCountedAsync(node, lines, Cancelled);
            await AccessLog.AssertInLakeAsync(node, folder.Of("data"), lines, Cancelled);
            await AccessLog.AssertInBatchViewsAsync(node, Cancelled);
            return result;
        }
        finally
        {
            await node.DisposeAsync();
        }
    }

    /// <summary>While the source is written, while the shards catch up, and after all, when much of it may not be in a checkpoint yet.</summary>
    private static IEnumerable<Func<Counters, bool>> Moments(int lines) =>
    [
        counters => counters.Source > 0,
        counters => counters.Source >= lines / 2,
        counters => counters.Source == lines,
        counters => counters.Accepted - counters.Duplicate >= lines / 2,
        counters => counters.Accepted - counters.Duplicate == lines,
    ];

    private static async Task<NodeProcess> AgainAsync(NodeProcess killed, string folder)
    {
        await killed.DisposeAsync();
        return await killed.StartAgainAsync(folder, Cancelled);
    }

    private static void AssertLoaded(ProcessResult load, int lines)
    {
        Assert.True(load.ExitCode == 0, load.Errors);
        var summary = JsonElement.Parse(load.Output);
        Assert.Equal((lines, 0), (summary.GetProperty("accepted").GetInt32(), summary.GetProperty("rejected").GetInt32()));
    }
}
