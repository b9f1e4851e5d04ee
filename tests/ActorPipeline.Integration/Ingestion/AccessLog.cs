using System.Text.Json;
using ActorPipeline.Integration.Lake;
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

    /// <summary>Asserts that the lake of a node that is alone holds every line of a file once.</summary>
    /// <param name="folder">The node's data folder.</param>
    public static async Task AssertInLakeAsync(NodeProcess node, string folder, IReadOnlyList<string> lines, CancellationToken cancellationToken)
    {
        await node.Pbm.TextAsync(cancellationToken, "events", "wait", Pipeline, "--lake");
        List<string> whole = [.. lines.Where(line => line.EndsWith('"'))];
        var lake = await LakeReader.ReadAsync(Path.Combine(folder, "lake"), Pipeline, NaiveCount.WindowMs, ["ip", "page"], cancellationToken);
        Assert.Equal((whole.Count, 0), (lake.Events, lake.Repeated));
        Assert.Equal(
            NaiveCount.ClientVisits(whole).Select(row => new LakeCount(row.Window, [row.Key, row.By], row.Visits)).Order(LakeCount.InOrder),
            lake.Counts.Order(LakeCount.InOrder),
            LakeCount.Equal);
    }

    /// <summary>Asserts that the rows computed from the lake are those that shards have written, but for the layer.</summary>
    public static async Task AssertInBatchViewsAsync(NodeProcess node, CancellationToken cancellationToken)
    {
        await node.Pbm.TextAsync(cancellationToken, "batch", "run", "views", "--pipeline", Pipeline);
        foreach (var view in (string[])["page-visits", "client-visits"])
        {
            var (speed, batch) = (await RowsAsync("speed"), await RowsAsync("batch"));
            Assert.NotEmpty(speed);
            Assert.Equal(speed.Select(row => row.Replace("\"layer\":\"speed\"", "\"layer\":\"batch\"", StringComparison.Ordinal)), batch);

            async Task<List<string>> RowsAsync(string layer)
            {
                var rows = await node.Pbm.RunAsync(cancellationToken, "view", "rows", Pipeline, view, "--layer", layer, "--limit", "1000000");
                return [.. rows.EnumerateArray().Select(row => JsonSerializer.Serialize(row))];
            }
        }
    }
}
