using ActorPipeline.BatchViews;
using ActorPipeline.Definitions;
using ActorPipeline.EventLake;
using ActorPipeline.TestKit.Reference;
using ActorPipeline.TestKit.Workloads;
using Xunit;

namespace ActorPipeline.Tests.Engine.BatchViews;

public class BatchPlanTests
{
    private const long HourMs = 3_600_000;
    private static readonly LakeHour Noon = LakeHour.Of(1_485_345_600_000);

    [Theory]
    [InlineData(5_000, 5_000)]
    [InlineData(30_000, 20_000)]
    [InlineData(HourMs, HourMs)]
    [InlineData(3 * HourMs, HourMs)]
    [InlineData(5 * HourMs, 2 * HourMs)]
    [InlineData(24 * HourMs, 24 * HourMs)]
    [InlineData(90 * 60_000, 45 * 60_000)]
    [InlineData(24 * HourMs, 24 * HourMs, "Europe/Berlin")]
    [InlineData(2 * HourMs, 2 * HourMs, "Australia/Lord_Howe")]
    public void Slices_hold_each_window_of_each_event_and_their_inputs_each_event_of_each_window(long length, long every, string? zone = null)
    {
        var window = new WindowDefinition(length, every, zone);
        var slices = new WindowSlices(window);
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var time = Noon.StartMs + random.NextInt64(400 * HourMs);
            var wanted = NaivePipeline.WindowsOf(window, time).ToList();
            var found = slices.Of(LakeHour.Of(time)).ToList();
            Assert.Equal(found.OrderBy(hour => hour.Number).Distinct(), found);
            foreach (var start in wanted)
            {
                var slice = LakeHour.Of(start);
                Assert.Contains(slice, found);
                Assert.Contains((start, NaivePipeline.EndOf(window, start)), slices.WindowsOf(slice));
                Assert.InRange(LakeHour.Of(time).Number, slice.Number, slices.LastInput(slice).Number);
            }

            Assert.All(found, slice => Assert.NotEmpty(slices.WindowsOf(slice)));
        }
    }

    [Fact]
    public void The_first_windows_may_begin_before_1970()
    {
        var slices = new WindowSlices(new WindowDefinition(30_000, 10_000));
        Assert.Equal([new LakeHour(-1), new LakeHour(0)], slices.Of(LakeHour.Of(0)));
        Assert.Equal((-10_000, 20_000), slices.WindowsOf(new LakeHour(-1)).Last());
    }

    [Fact]
    public void A_slice_has_another_input_when_a_file_is_added_and_the_same_when_files_are_merged()
    {
        var (first, second, third) = (File(0, 0, 10), File(0, 10, 20), File(1, 0, 5));
        var input = Inputs(first, second, third)[0].Input;
        Assert.Equal(input, Inputs(File(0, 0, 20), third)[0].Input);
        Assert.NotEqual(input, Inputs(first, second)[0].Input);
        Assert.NotEqual(input, Inputs(first, third)[0].Input);
        Assert.NotEqual(input, Inputs(first, second with { Span = second.Span with { SourceEpoch = 2 } }, third)[0].Input);
    }

    [Fact]
    public void A_slice_whose_events_were_deleted_in_part_is_not_computed()
    {
        var hours = BatchPlan.Of(Pipeline(new WindowDefinition(2 * HourMs, HourMs)), [File(0, 0, 10)], Noon).Select(task => task.Slice);
        Assert.Equal([Noon], hours);
    }

    private static IReadOnlyList<BatchTask> Inputs(params LakeEntry[] files) => BatchPlan.Of(Pipeline(new WindowDefinition(5_000, 5_000)), files, new LakeHour(0));

    private static LakeEntry File(int partition, long from, long to) => new(Noon, new LakeSpan(partition, 1, from, to), 100);

    private static PipelineDefinition Pipeline(WindowDefinition window)
    {
        var pipeline = RandomPipeline.Draw(new Random(1));
        return pipeline with { Views = [pipeline.Views[0] with { Window = window }] };
    }
}
