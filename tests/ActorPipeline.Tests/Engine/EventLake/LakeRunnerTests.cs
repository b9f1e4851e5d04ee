using ActorPipeline.Definitions;
using ActorPipeline.Log;
using ActorPipeline.Running;
using ActorPipeline.TestKit;
using ActorPipeline.TestKit.Workloads;
using ActorPipeline.Tests.Engine.Serving;
using Xunit;

namespace ActorPipeline.Tests.Engine.EventLake;

public class LakeRunnerTests
{
    private static readonly PipelineDefinition Pipeline = RandomPipeline.Draw(new Random(7));
    private static readonly TopicPartition First = new(Pipeline.Source.Topic, 0);

    private readonly LocalEngine _engine = new(Pipeline);
    private readonly RandomEvents _drawn = new(new Random(1), Pipeline);

    private IEnumerable<long> Offsets => _engine.Lake.EventsOf(Pipeline.Name).Select(one => one.Offset).Order();

    [Fact]
    public void An_event_is_in_the_lake_after_a_minute_and_not_before() => _engine.Run(async _ =>
    {
        Append(1);
        await Task.Delay(TimeSpan.FromSeconds(59), _engine.Clock);
        Assert.Empty(Offsets);
        await Task.Delay(TimeSpan.FromSeconds(2), _engine.Clock);
        Assert.Equal([0], Offsets);
    });

    [Fact]
    public void Whoever_waits_for_the_lake_finds_in_it_what_came_before() => _engine.Run(async runtime =>
    {
        using var counted = new MeterSums(RunInstruments.MeterName);
        Append(3);
        var asked = _engine.Clock.GetUtcNow();
        await runtime.WaitInLakeAsync(CancellationToken.None);
        Assert.Equal([0, 1, 2], Offsets);
        Assert.InRange(_engine.Clock.GetUtcNow() - asked, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.InRange(counted[$"actorpipeline.lake.events{{{Pipeline.Name}}}"], 3, long.MaxValue);

        // Nothing is there to wait for.
        await runtime.WaitInLakeAsync(CancellationToken.None);
    });

    [Fact]
    public void The_next_run_goes_on_where_the_last_one_ended()
    {
        _engine.Run(async runtime =>
        {
            Append(3);
            await runtime.WaitInLakeAsync(CancellationToken.None);
            Append(2);
        });

        _engine.Run(async runtime =>
        {
            Append(1);
            await runtime.WaitInLakeAsync(CancellationToken.None);
            Assert.Equal([0, 1, 2, 3, 4, 5], Offsets);
        });
    }

    [Fact]
    public void A_topic_that_was_deleted_and_created_again_goes_into_the_lake_from_its_beginning()
    {
        _engine.Run(async runtime =>
        {
            Append(3);
            await runtime.WaitInLakeAsync(CancellationToken.None);
        });
        _engine.Log.DeleteTopic(Pipeline.Source.Topic);

        _engine.Run(async runtime =>
        {
            Append(2);
            await runtime.WaitInLakeAsync(CancellationToken.None);
            Assert.Equal([0, 0, 1, 1, 2], Offsets);
        });
    }

    [Fact]
    public void What_the_source_has_lost_before_the_lake_had_it_is_named()
    {
        _engine.Run(async runtime =>
        {
            Append(3);
            await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);
            await runtime.WaitInLakeAsync(CancellationToken.None);
        });
        Append(2);

        _engine.Run(async runtime =>
        {
            await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);
            Append(1);
        });

        // The run above ended before what it had read was due.
        _engine.Run(async runtime =>
        {
            await _engine.Log.TrimAsync(First, 4, CancellationToken.None);
            await runtime.WaitAppliedAsync(flush: false, CancellationToken.None);
            await Task.Delay(TimeSpan.FromSeconds(10), _engine.Clock);
            Assert.Equal($"{First} begins at offset 4, but the lake holds only what is below 3: what is in between is lost to it", runtime.LakeTroubleHere);
        });
    }

    private void Append(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _engine.Append(0, _drawn.Next(_engine.NowMs));
        }
    }
}
