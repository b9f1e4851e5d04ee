using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ActorPipeline.Asking;
using ActorPipeline.Definitions;
using ActorPipeline.Log;
using ActorPipeline.Running;
using ActorPipeline.Serving;
using ActorPipeline.Storage;
using ActorPipeline.TestKit;
using ActorPipeline.TestKit.Log;
using ActorPipeline.TestKit.Placement;
using ActorPipeline.TestKit.Store;
using ActorPipeline.TestKit.Workloads;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorPipeline.Tests.Engine.Serving;

[SuppressMessage("Design", "CA1001", Justification = "All in memory: there is nothing to dispose of.")]
public class PlacedPipelineTests
{
    private static readonly PipelineDefinition Pipeline = RandomPipeline.Draw(new Random(7));

    private readonly VirtualTimeProvider _clock = new();
    private readonly HandPlacement _placement = new();
    private readonly AnsweringPeers _peers = new();
    private readonly InMemoryEventLog _log;

    public PlacedPipelineTests() => _log = new InMemoryEventLog(_clock);

    [Fact]
    public void A_source_topic_that_was_deleted_and_created_again_is_read_from_its_beginning() => Run(async runtime =>
    {
        _placement.GiveAll();
        AppendEvents(3);
        await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);

        await _placement.TakeAsync(PlacedRole.Intake);
        _log.DeleteTopic(Pipeline.Source.Topic);
        await _log.EnsureTopicAsync(Pipeline.Source.Topic, Pipeline.Source.Partitions, CancellationToken.None);
        _placement.Give(PlacedRole.Intake);
        AppendEvents(2);
        await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);

        var status = await runtime.StatusAsync(CancellationToken.None);
        Assert.Equal(5, status.Accepted - status.Duplicate);
    });

    [Fact]
    public void A_source_topic_that_is_gone_is_named_and_waited_for_and_not_made_again() => Run(async runtime =>
    {
        using var counted = new MeterSums(RunInstruments.MeterName);
        _placement.GiveAll();
        AppendEvents(3);
        await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);

        await _placement.TakeAsync(PlacedRole.Intake);
        _log.DeleteTopic(Pipeline.Source.Topic);
        _placement.Give(PlacedRole.Intake);
        await Task.Delay(TimeSpan.FromMinutes(1), _clock);
        Assert.Equal($"topic {Pipeline.Source.Topic} does not exist", runtime.TroubleHere);
        Assert.InRange(counted[$"actorpipeline.runs.failed{{{Pipeline.Name}}}{{intake}}"], 1, long.MaxValue);

        await _log.EnsureTopicAsync(Pipeline.Source.Topic, Pipeline.Source.Partitions, CancellationToken.None);
        AppendEvents(2);
        await Task.Delay(TimeSpan.FromMinutes(1), _clock);
        Assert.Null(runtime.TroubleHere);
        await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);
        var status = await runtime.StatusAsync(CancellationToken.None);
        Assert.Equal(5, status.Accepted - status.Duplicate);
    });

    // Nothing is left of the first run but the log's other topics: neither checkpoints nor rows.
    [Fact]
    public void What_was_taken_into_a_shard_log_that_was_deleted_is_taken_in_again()
    {
        Run(TakeInThreeAsync);
        _log.DeleteTopic(Pipeline.ShardTopic);

        Run(async runtime =>
        {
            _placement.GiveAll();
            AppendEvents(2);
            await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);
            var status = await runtime.StatusAsync(CancellationToken.None);
            Assert.Equal((5, 0), (status.Accepted, status.Duplicate));
        });
    }

    [Fact]
    public void What_a_source_had_lost_before_its_first_run_is_not_missed_when_it_is_taken_in_again()
    {
        Run(async runtime =>
        {
            AppendEvents(3);
            await _log.TrimAsync(FirstPartition, 2, CancellationToken.None);
            _placement.GiveAll();
            await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);
            Assert.Equal(1, (await runtime.StatusAsync(CancellationToken.None)).Accepted);
        });
        _log.DeleteTopic(Pipeline.ShardTopic);

        Run(async runtime =>
        {
            _placement.GiveAll();
            AppendEvents(2);
            await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);
            Assert.Equal(3, (await runtime.StatusAsync(CancellationToken.None)).Accepted);
        });
    }

    [Fact]
    public void A_commit_of_an_earlier_version_is_replaced_when_a_run_begins() => Run(async runtime =>
    {
        AppendEvents(3);
        await _log.CommitAsync(Pipeline.IntakeGroup, FirstPartition, new GroupCommit(3, "1:0"), CancellationToken.None);
        _placement.GiveAll();
        await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);
        await Task.Delay(TimeSpan.FromSeconds(10), _clock);
        Assert.Matches("^1:0:[0-9]+:0:[0-9]+:0:[0-9]+:0:0:[0-9]+$", (await _log.CommittedAsync(Pipeline.IntakeGroup, FirstPartition, CancellationToken.None))!.Metadata);
    });

    [Fact]
    public void What_was_taken_into_a_shard_log_that_was_deleted_and_is_no_longer_in_the_source_is_said_to_be_lost()
    {
        Run(TakeInThreeAsync);
        _log.DeleteTopic(Pipeline.ShardTopic);

        Run(async runtime =>
        {
            await _log.TrimAsync(FirstPartition, 2, CancellationToken.None);
            _placement.GiveAll();
            await Task.Delay(TimeSpan.FromSeconds(10), _clock);
            Assert.Equal(
                $"{FirstPartition} begins at offset 2, but only what is below 0 has been taken into this topic {Pipeline.ShardTopic}: what is in between is lost", runtime.TroubleHere);
        });
    }

    [Theory]
    [InlineData("1:0", null)]
    [InlineData("1:0:2:0", null)]
    [InlineData("1:0:99:0", "was taken into a later topic {0} than this node has found: start the node again")]
    [InlineData("1:0:1", "\"1:0:1\" was committed, expected SOURCE-EPOCH:TIME:SHARD-LOG-EPOCH:FROM:SEEN-AT:AHEAD:SUPPORT:HELD:SCORE")]
    public void A_commit_is_gone_on_with_but_not_one_for_a_later_shard_log_or_of_another_form(string metadata, string? trouble) => Run(async runtime =>
    {
        AppendEvents(3);
        await _log.CommitAsync(Pipeline.IntakeGroup, FirstPartition, new GroupCommit(2, metadata), CancellationToken.None);
        _placement.GiveAll();
        await Task.Delay(TimeSpan.FromSeconds(10), _clock);
        if (trouble is null)
        {
            await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);
            Assert.Equal(1, (await runtime.StatusAsync(CancellationToken.None)).Accepted);
        }
        else
        {
            Assert.Contains(string.Format(CultureInfo.InvariantCulture, trouble, Pipeline.ShardTopic), runtime.TroubleHere, StringComparison.Ordinal);
        }
    });

    [Fact]
    public void A_partition_that_ends_with_the_marks_of_transactions_is_read_to_its_end() => Run(async runtime =>
    {
        _placement.GiveAll();
        _log.Mark(FirstPartition);
        AppendEvents(3);
        _log.Mark(FirstPartition);
        _log.Mark(FirstPartition);
        await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);
        Assert.Equal(0, (await runtime.StatusAsync(CancellationToken.None)).Pending);

        // A later owner goes on behind them.
        await _placement.TakeAsync(PlacedRole.Intake);
        _placement.Give(PlacedRole.Intake);
        AppendEvents(2);
        await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);
        var status = await runtime.StatusAsync(CancellationToken.None);
        Assert.Equal((5, 0, 0), (status.Accepted, status.Duplicate, status.Pending));
    });

    [Fact]
    public void What_is_taken_is_shown_no_more_and_is_asked_of_other_nodes() => Run(async runtime =>
    {
        _placement.GiveAll();
        await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);
        Assert.Equal(Pipeline.Shards, (await runtime.ShardsAsync(CancellationToken.None)).Count);
        Assert.Empty(_peers.Asked);

        await _placement.TakeAsync(PlacedRole.Shards);
        await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);

        Assert.Empty(await runtime.ShardsAsync(CancellationToken.None));
        Assert.Equal(Enumerable.Range(0, Pipeline.Shards).Select(shard => new PlacedPartition(Pipeline.Name, PlacedRole.Shards, shard)), _peers.Asked.Order(ByNumber));
    });

    [Fact]
    public void A_partition_that_is_given_again_while_it_is_handed_over_is_served_after_that() => Run(async runtime =>
    {
        _placement.GiveAll();
        await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);

        var taken = _placement.TakeAsync(PlacedRole.Shards);
        _placement.Give(PlacedRole.Shards);
        await taken;
        await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);

        Assert.Equal(Pipeline.Shards, (await runtime.ShardsAsync(CancellationToken.None)).Count(shard => shard is { State: "running", Epoch: 2 }));
    });

    [Fact]
    public void A_commit_of_a_partition_that_nothing_comes_to_is_renewed_before_it_is_forgotten() => Run(async runtime =>
    {
        _placement.GiveAll();
        AppendEvents(3);
        await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);
        _log.ForgetCommits();
        await Task.Delay(TimeSpan.FromHours(3), _clock);

        await _placement.TakeAsync(PlacedRole.Intake);
        _placement.Give(PlacedRole.Intake);
        await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);

        Assert.Equal((3, 0), await runtime.StatusAsync(CancellationToken.None) is var status ? (status.Accepted, status.Duplicate) : default);
    });

    [Fact]
    public void A_cluster_with_a_prefix_of_its_own_commits_for_groups_of_its_own()
    {
        var other = Pipeline with { TopicPrefix = "other." };

        Assert.Equal(($"ap.{Pipeline.Name}.intake", $"other.{Pipeline.Name}.intake"), (Pipeline.IntakeGroup, other.IntakeGroup));
        Assert.Equal(($"ap.{Pipeline.Name}.shards", $"other.{Pipeline.Name}.shards"), (Pipeline.ShardGroup, other.ShardGroup));
    }

    private static IComparer<PlacedPartition> ByNumber { get; } = Comparer<PlacedPartition>.Create((left, right) => left.Number.CompareTo(right.Number));

    private static TopicPartition FirstPartition { get; } = new(Pipeline.Source.Topic, 0);

    private async Task TakeInThreeAsync(PipelineRuntime runtime)
    {
        _placement.GiveAll();
        AppendEvents(3);
        await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);
    }

    private void AppendEvents(int count)
    {
        var drawn = new RandomEvents(new Random(1), Pipeline);
        for (var i = 0; i < count; i++)
        {
            _log.Append(FirstPartition, drawn.Next(_clock.GetUtcNow().ToUnixTimeMilliseconds()).ToRecord());
        }
    }

    private void Run(Func<PipelineRuntime, Task> test)
    {
        var scheduler = new DeterministicScheduler(_clock, 1);
        scheduler.Run(async () =>
        {
            var host = new EngineHost(_clock, () => scheduler, new Random(1), NullLoggerFactory.Instance);
            var options = new EngineOptions();
            var pipelines = new NodePipelines(
                partitions => new EngineParts(_log, EngineStores.Of(new InMemoryViewStore(_clock)), host, options, partitions), host, options, _placement, _peers);
            var runtime = await pipelines.AddAsync(new PipelineParts(Pipeline, "test", static () => new LineDecoder()), CancellationToken.None);
            await test(runtime);
            await pipelines.DisposeAsync();
            _placement.Forget();
        });
    }

    /// <summary>Gives and takes as a test says.</summary>
    private sealed class HandPlacement : IShardPlacement
    {
        private readonly List<(PlacedTopic Topic, IPlacementListener Listener)> _topics = [];

        public string? Trouble => null;

        public void Register(PlacedTopic topic, IPlacementListener listener) => _topics.Add((topic, listener));

        public void Forget() => _topics.Clear();

        public void GiveAll()
        {
            Give(PlacedRole.Intake);
            Give(PlacedRole.Shards);
        }

        public void Give(PlacedRole role)
        {
            foreach (var (listener, partition) in Of(role))
            {
                listener.OnGiven(partition);
            }
        }

        public async Task TakeAsync(PlacedRole role)
        {
            foreach (var taken in Of(role).Select(one => one.Listener.OnTakenAsync(one.Partition, CancellationToken.None)).ToList())
            {
                await taken;
            }
        }

        public ValueTask JoinAsync(CancellationToken cancellationToken) => default;

        public ValueTask LeaveAsync(PlacedRole role, CancellationToken cancellationToken) => default;

        public ValueTask DisposeAsync() => default;

        private IEnumerable<(IPlacementListener Listener, int Partition)> Of(PlacedRole role) => _topics
            .Where(one => one.Topic.Role == role)
            .SelectMany(one => Enumerable.Range(0, one.Topic.Partitions).Select(partition => (one.Listener, partition)));
    }

    /// <summary>Other nodes that say to everything that it is done.</summary>
    private sealed class AnsweringPeers : IPeers
    {
        public List<PlacedPartition> Asked { get; } = [];

        public void Register(string pipeline, IPeerListener listener)
        {
        }

        public Task<Answer?> AskAsync(PlacedPartition partition, Question question, CancellationToken cancellationToken)
        {
            Asked.Add(partition);
            return Task.FromResult<Answer?>(Done.Instance);
        }
    }
}
