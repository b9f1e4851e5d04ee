using ActorPipeline.Integration.Processes;
using Xunit;

namespace ActorPipeline.Integration.Ingestion;

/// <summary>Compares what a node says of an access log with the log.</summary>
internal static class AccessLog
{
    public const string Pipeline = "access-log";

    /// <summary>Asserts that both views hold exactly the lines of a file, and that the counters add up.</summary>
    public static async Task AssertCountedAsync(NodeProcess node, IReadOnlyList<string> lines, CancellationToken cancellationToken)
    {
        // Real logs hold lines that were cut off: those are dead letters.
        List<string> whole = [.. lines.Where(line => line.EndsWith('"'))];
        var counters = await node.Pbm.CountersAsync(Pipeline, cancellationToken);
        counters.AssertAddUp(lines.Count);
        Assert.Equal((0, lines.Count - whole.Count), (counters.Late, counters.DeadLetter));
        Assert.Equal(NaiveCount.PageVisits(whole), NaiveCount.Of(await node.Pbm.RowsAsync(Pipeline, "page-visits", cancellationToken)));
        Assert.Equal(NaiveCount.ClientVisits(whole), NaiveCount.Of(await node.Pbm.RowsAsync(Pipeline, "client-visits", cancellationToken)));
    }
}
