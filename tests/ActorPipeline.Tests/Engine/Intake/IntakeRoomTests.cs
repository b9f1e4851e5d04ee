using System.Runtime.CompilerServices;
using ActorPipeline.Definitions;
using ActorPipeline.Intake;
using ActorPipeline.TestKit.Workloads;
using Xunit;

namespace ActorPipeline.Tests.Engine.Intake;

public sealed class IntakeRoomTests
{
    private const int Large = 6_000;

    private const int SmallBatches = 200;
    private const int BatchesBetweenTrims = 64;

    [Fact]
    public void What_a_large_batch_took_is_given_back_when_small_ones_follow_and_changes_no_byte()
    {
        var run = new PureRun(new Random(3), 4 * (Large + SmallBatches), OnePartition(new Random(3)));
        var (after, other) = (run.NewRun(0), run.NewRun(0));
        run.Batch(after, Large);
        var large = RoomOf(after);
        Assert.True(large >= Large / 4, $"a batch of {Large} events took room for {large}");

        // The other one has had no large batch, so that it has nothing to give back.
        for (var i = 0; i < Large; i++)
        {
            run.Batch(other, 1);
        }

        for (var i = 0; i < SmallBatches; i++)
        {
            TrimNowAndThen(after, i);
            Assert.Equal(run.Batch(other, 1), run.Batch(after, 1));
        }

        Assert.True(RoomOf(after) < large / 2, $"room for {RoomOf(after)} events is kept after {SmallBatches} batches of one");
    }

    [Fact]
    public void Room_that_batches_need_now_and_then_is_kept()
    {
        var run = new PureRun(new Random(5), 8 * Large, OnePartition(new Random(5)));
        var intake = run.NewRun(0);
        run.Batch(intake, Large);
        var large = RoomOf(intake);
        for (var i = 0; i < 4 * BatchesBetweenTrims; i++)
        {
            TrimNowAndThen(intake, i);
            run.Batch(intake, i % BatchesBetweenTrims == 0 ? Large / 2 : 1);
        }

        Assert.Equal(large, RoomOf(intake));
    }

    private static void TrimNowAndThen(IntakeState intake, int batch)
    {
        if (batch % BatchesBetweenTrims == 0)
        {
            intake.Trim();
        }
    }

    private static int RoomOf(IntakeState intake) => Drafts(intake).Max(draft => draft.Room);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_drafts")]
    private static extern ref ShardDraft[] Drafts(IntakeState intake);

    private static PipelineDefinition OnePartition(Random random)
    {
        var drawn = RandomPipeline.Draw(random);
        return drawn with { Source = drawn.Source with { Partitions = 1 } };
    }
}
