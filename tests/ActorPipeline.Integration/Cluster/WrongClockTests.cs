using ActorPipeline.Integration.Processes;
using ActorPipeline.Integration.Servers;
using Xunit;
using static ActorPipeline.Integration.Cluster.RefusedNodes;

namespace ActorPipeline.Integration.Cluster;

/// <summary>A node whose clock is an hour off, by libfaketime: it says so and is not ready, and what is counted stays exact.</summary>
public sealed class WrongClockTests(SharedServers servers)
{
    private static readonly string[] Libraries =
    [
        "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("+1h", "ahead of")]
    [InlineData("-1h", "behind")]
    public async Task A_clock_that_is_an_hour_off_is_named_until_it_is_set_right_and_changes_no_result(string off, string how)
    {
        var library = LibraryOrSkip();
        using var folder = new TemporaryFolder();
        var offset = folder.Of("offset");
        await File.WriteAllTextAsync(offset, off, Cancelled);
        await using var nodes = await RefusedNodes.CreateAsync(await servers.KafkaOrSkipAsync(Cancelled), await servers.CassandraOrSkipAsync(Cancelled), 2);
        var (right, wrong) = (nodes.First, nodes.Second);
        wrong.Variables = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = library,
            ["FAKETIME_TIMESTAMP_FILE"] = offset,
            ["FAKETIME_CACHE_DURATION"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        };

        await right.StartAsync(Cancelled);
        await wrong.LaunchAsync(Cancelled);
        await AssertSaysAsync(wrong, $"the clock of {wrong.Id} is ", how, "it says ", "they say ");
        await AssertCountsAsync(right);
        Assert.Contains($"the clock of {wrong.Id} is ", (await right.Process.ReadinessAsync(Cancelled)).Report, StringComparison.Ordinal);

        await File.WriteAllTextAsync(offset, "+0", Cancelled);
        await AssertCountsAsync(wrong);
    }

    private static string LibraryOrSkip()
    {
        var library = Array.Find(Libraries, File.Exists);
        if (library is null && Checkout.IsContinuousIntegration)
        {
            Assert.Fail("the Debian package faketime is not installed");
        }

        Assert.SkipWhen(library is null, "no clock can be set wrong: the Debian package faketime is not installed");
        return library!;
    }
}
