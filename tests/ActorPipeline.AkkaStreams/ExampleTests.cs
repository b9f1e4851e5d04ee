using ActorPipeline.Log;
using ActorPipeline.TestKit.Log;
using Akka;
using Akka.Streams;
using Akka.Streams.Dsl;
using Xunit;

namespace ActorPipeline.AkkaStreams.Tests;

/// <summary>The example of the README: the program between the markers is compared with it, compiled, and run.</summary>
public sealed class ExampleTests : StreamTest
{
    [Fact]
    public async Task It_runs_over_a_log_that_fails_at_times()
    {
        var memory = new InMemoryEventLog();
        await memory.EnsureTopicAsync("orders", 2, Ended);
        await memory.EnsureTopicAsync("large-orders", 2, Ended);
        memory.Append(At(0, "orders"), Texts("12", "3400", "7"));
        memory.Append(At(1, "orders"), Texts("5100"));
        var commits = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var log = new WatchedLog(memory)
        {
            BeforeRead = number => number == 2 ? throw Gone() : Task.CompletedTask,
            BeforeCommit = _ => ++commits == 1 ? throw Gone() : Task.CompletedTask,
        };
        log.Committed = () =>
        {
            if (log.Commits.Any(commit => commit is { Partition.Partition: 0, Commit.Offset: 3 }) && log.Commits.Any(commit => commit is { Partition.Partition: 1, Commit.Offset: 1 }))
            {
                all.TrySetResult();
            }
        };

        using var stopping = new CancellationTokenSource();
        var run = RunAsync(log, stopping.Token);
        await SoonAsync(all.Task);
        await stopping.CancelAsync();
        await SoonAsync(run);

        Assert.Equal(["3400"], Stored(0).Distinct());
        Assert.Equal(["5100"], Stored(1).Distinct());

        IEnumerable<string> Stored(int partition) => memory.Everything(At(partition, "large-orders"))
            .Select(record => System.Text.Encoding.UTF8.GetString(record.Value.Span));
    }

    [Fact]
    public async Task It_stops_also_while_it_waits_for_a_restart()
    {
        var failing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var log = new WatchedLog(new InMemoryEventLog())
        {
            BeforeRead = _ =>
            {
                failing.TrySetResult();
                throw Gone();
            },
        };
        await log.EnsureTopicAsync("orders", 2, Ended);
        await log.EnsureTopicAsync("large-orders", 2, Ended);
        using var stopping = new CancellationTokenSource();
        var run = RunAsync(log, stopping.Token);
        await SoonAsync(failing.Task);

        await stopping.CancelAsync();

        await SoonAsync(run);
    }

    [Fact]
    public void It_is_the_one_that_the_readme_shows()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ActorPipeline.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the tests were not built in a checkout");
        }

        var readme = File.ReadAllText(Path.Combine(folder.FullName, "src/ActorPipeline.AkkaStreams/README.md"));
        var source = File.ReadAllText(Path.Combine(folder.FullName, "tests/ActorPipeline.AkkaStreams/ExampleTests.cs"));

        Assert.Equal(
            Lines(readme.Split("```csharp\n")[1].Split("```")[0]),
            Lines(source.Split("// Begin of the example.\n")[1].Split("// End of the example.")[0]));
    }

    private async Task RunAsync(IEventLog log, CancellationToken stopping)
    {
        var materializer = Materializer;

        // Begin of the example.
        TopicPartition[] orders = [new("orders", 0), new("orders", 1)];
        var committer = new CommitterSettings { MaxBatch = 100, MaxInterval = TimeSpan.FromSeconds(1) };

        // When the program stops, no more is read, and what was read is appended and committed.
        Source<CommittableOffsetBatch, NotUsed> Copy() => LogSource.CommittableSource(log, "large-orders", orders)
            .Via(KillSwitches.AsFlow<CommittableBatch>(stopping, cancelGracefully: true))
            .Select(read => new LogEnvelope<CommittableOffset>(
                read.Batch.Partition.Partition,
                read.Batch.ToNewRecords().Where(order => order.Value.Length > 3).ToArray(),
                read.Offset))
            .Via(LogSink.FlexiFlow<CommittableOffset>(log, "large-orders"))
            .Select(appended => appended.PassThrough)
            .Via(Committer.Flow(log, committer))
            .MapMaterializedValue(_ => NotUsed.Instance);

        // Each restart begins where the group has committed: every order is copied at least once.
        var restarts = RestartSettings.Create(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10), randomFactor: 0.2)
            .WithMaxRestarts(20, TimeSpan.FromMinutes(5));
        await RestartSource.OnFailuresWithBackoff(Copy, restarts).RunWith(Sink.Ignore<CommittableOffsetBatch>(), materializer);

        // End of the example.
    }

    private static EventLogException Gone() => new("the server is gone");

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
