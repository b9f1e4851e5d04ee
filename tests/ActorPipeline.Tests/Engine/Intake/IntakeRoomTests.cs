using ActorPipeline.Definitions;
using ActorPipeline.TestKit.Workloads;
using Xunit;

namespace ActorPipeline.Tests.Engine.Intake;

public sealed class IntakeRoomTests
{
    private const int Large = 6_000;

    // The large one is forgotten with the second turn of 64 batches after its own.
    private const int SmallBatches = 200;

    [Fact]
    public void What_a_large_batch_took_is_given_back_when_small_ones_follow_and_changes_no_byte()
    {
        var run = new PureRun(new Random(3), 4 * (Large + SmallBatches), OnePartition(new Random(3)));
        var (after, other) = (run.NewRun(0), run.NewRun(0));
        run.Batch(after, Large);
        var large = after.Room;
        Assert.True(large >= Large / 4, $"a batch of {Large} events took room for {large}");

        // The other one has had no large batch, so that it has nothing to give back.
        for (var i = 0; i < Large; i++)
        {
            run.Batch(other, 1);
        }

        for (var i = 0; i < SmallBatches; i++)
        {
            Assert.Equal(run.Batch(other, 1), run.Batch(after, 1));
        }

        Assert.True(after.Room < large / 2, $"room for {after.Room} events is kept after {SmallBatches} batches of one");
    }

    [Fact]
    public void Room_that_batches_need_now_and_then_is_kept()
    {
        var run = new PureRun(new Random(5), 8 * Large, OnePartition(new Random(5)));
        var intake = run.NewRun(0);
        run.Batch(intake, Large);
        var large = intake.Room;
        for (var i = 0; i < 4 * 64; i++)
        {
            run.Batch(intake, i % 64 == 0 ? Large / 2 : 1);
        }

        Assert.Equal(large, intake.Room);
    }

    private static PipelineDefinition OnePartition(Random random)
    {
        var drawn = RandomPipeline.Draw(random);
        return drawn with { Source = drawn.Source with { Partitions = 1 } };
    }
}
