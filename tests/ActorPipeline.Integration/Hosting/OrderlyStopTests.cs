using System.Text.Json;
using ActorPipeline.Integration.Ingestion;
using ActorPipeline.Integration.Processes;
using Xunit;

namespace ActorPipeline.Integration.Hosting;

/// <summary>A node that is asked to stop leaves nothing to do for its next start.</summary>
public sealed class OrderlyStopTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stopped_node_starts_again_without_replay_and_goes_on_where_it_was()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Of("data");
        var file = folder.Of("access.log");
        List<string> lines = [.. AccessLogGenerator.Lines(2_000, seed: 11)];
        await File.WriteAllLinesAsync(file, lines, Cancelled);

        Dictionary<int, long> applied;
        await using (var node = await NodeProcess.StartAsync(data, Cancelled))
        {
            await node.Pbm.RunAsync(Cancelled, "events", "load", AccessLog.Pipeline, file);
            await node.Pbm.RunAsync(Cancelled, "events", "wait", AccessLog.Pipeline);
            applied = (await ShardsAsync(node)).ToDictionary(shard => shard.GetProperty("shard").GetInt32(), shard => shard.GetProperty("offset").GetInt64());
            var stopped = await node.TerminateAsync(Cancelled);
            Assert.True(stopped.ExitCode == 0, $"exit code {stopped.ExitCode}: {stopped.Errors}");
            Assert.False(File.Exists(Path.Combine(data, "node.json")), "node.json is left behind");
        }

        await using var again = await NodeProcess.StartAsync(data, Cancelled);
        await AssertNothingToReplayAsync(again, applied);
        await again.Pbm.FlushAsync(AccessLog.Pipeline, Cancelled);
        await AccessLog.AssertCountedAsync(again, lines, Cancelled);
    }

    // A shard log goes on growing: a new run of the intake says in it that it is there. What was applied is not applied again.
    private static async Task AssertNothingToReplayAsync(NodeProcess node, Dictionary<int, long> applied)
    {
        var shards = await ShardsAsync(node);
        Assert.Equal(applied.Count, shards.Count);
        Assert.All(shards, shard =>
        {
            var before = applied[shard.GetProperty("shard").GetInt32()];
            Assert.True(before > 0, shard.GetRawText());
            Assert.True(shard.GetProperty("checkpoint").GetProperty("offset").GetInt64() >= before, $"{before} was applied: {shard.GetRawText()}");
        });
        Assert.Equal(0, (await node.Pbm.CountersAsync(AccessLog.Pipeline, Cancelled)).Duplicate);
    }

    private static async Task<List<JsonElement>> ShardsAsync(NodeProcess node) =>
        [.. (await node.Pbm.RunAsync(Cancelled, "shard", "list", AccessLog.Pipeline)).EnumerateArray()];
}
