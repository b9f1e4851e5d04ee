using ActorPipeline.BatchViews;
using ActorPipeline.Definitions;
using ActorPipeline.EventLake;
using ActorPipeline.Jobs;
using ActorPipeline.TestKit.Store;
using ActorPipeline.TestKit.Workloads;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Tests.Engine.BatchViews;

public class DriftJobTests
{
    private const long Noon = 1_485_345_600_000;
    private const long HourMs = 3_600_000;

    private static readonly PipelineDefinition Drawn = RandomPipeline.Draw(new Random(1));

    private static readonly ViewDefinition View = Drawn.Views[0] with
    {
        Name = "visits",
        KeyFields = [0],
        KeyNames = ["page"],
        ByFields = [],
        ByNames = [],
        Window = new WindowDefinition(10_000, 10_000),
        Columns = [new ColumnDefinition("visits", ColumnKind.Count, -1)],
    };

    private static readonly PipelineDefinition Pipeline = Drawn with { Views = [View] };

    private readonly RowViews _views = new();
    private readonly InMemoryViewStore _speed = new();
    private TimeSpan _keep = TimeSpan.Zero;
    private string? _catalogue = "1";
    private long _run = 1;
    private long _nowMs = Noon + (10 * HourMs);

    [Fact]
    public async Task Windows_are_compared_that_both_have_closed_and_once_as_long_as_they_are_as_they_were()
    {
        Count(Noon + 10_000, Slice(Noon, run: 1));
        _views.Rows = [(Noon, 1), (Noon + 10_000, 9)];
        await WriteAsync(Noon, 1);
        var first = await RunAsync();
        Assert.Equal(new ViewDrift("visits", Noon + 10_000, RowDrift.None with { Compared = 1 }), Assert.Single(first.Drift!));

        Assert.Null((await RunAsync()).Drift);
        Count(Noon + 20_000, CatalogueSlices[0]);
        await WriteAsync(Noon + 10_000, 8);
        Assert.Equal((2L, 1L), ((await RunAsync()).Drift![0].Rows.Compared, CatalogueSlices[0].Drift!.Rows.Different));
    }

    [Fact]
    public async Task What_was_computed_anew_is_compared_again_and_other_hours_keep_what_was_found()
    {
        Count(Noon + (2 * HourMs), Slice(Noon, run: 1), Slice(Noon + HourMs, run: 1));
        _views.Rows = [(Noon, 1), (Noon + HourMs, 1)];
        Assert.Equal(2, (await RunAsync()).Drift![0].Rows.OnlyBatch);

        await WriteAsync(Noon, 1);
        await WriteAsync(Noon + HourMs, 1);
        Count(Noon + (2 * HourMs), Slice(Noon, run: 7), CatalogueSlices[1]);
        var result = await RunAsync();
        Assert.Equal((1L, 1L), (result.Rows, result.Drift![0].Rows.OnlyBatch));
    }

    [Fact]
    public async Task Rows_that_the_store_need_not_have_any_more_are_not_looked_for()
    {
        _keep = TimeSpan.FromHours(11);
        Count(Noon + HourMs, Slice(Noon, run: 1));
        _views.Rows = [(Noon - 10_000, 1), (Noon, 1)];
        await WriteAsync(Noon, 1);
        _nowMs += 9_000;
        Assert.Equal(RowDrift.None with { Compared = 1 }, (await RunAsync()).Drift![0].Rows);
    }

    [Fact]
    public async Task Windows_that_the_lake_has_not_all_events_of_are_not_compared()
    {
        Count(Noon + HourMs, Slice(Noon, run: 1));
        _views.Catalogue = _views.Catalogue with { Views = [_views.Catalogue.Views[0] with { CompleteFromMs = Noon + 10_000 }] };
        _views.Rows = [(Noon, 1), (Noon + 10_000, 1)];
        Assert.Equal((1L, 1L), ((await RunAsync()).Drift![0].Rows.Compared, CatalogueSlices[0].Drift!.Rows.OnlyBatch));
    }

    [Fact]
    public async Task A_run_that_takes_long_ends_and_says_how_far_it_has_come()
    {
        Count(Noon + (5 * HourMs), Slice(Noon, run: 1), Slice(Noon + (2 * HourMs), run: 1) with { Rows = 1_000_000 });
        _views.Rows = [(Noon, 1), (Noon + (2 * HourMs), 1)];
        _views.Read = () =>
        {
            _nowMs += 6 * 60_000;
            return Task.CompletedTask;
        };
        Assert.Equal((Noon + (2 * HourMs), 1L), ((await RunAsync()).Drift![0].UpToMs, CatalogueSlices[0].Drift!.Rows.Compared));
        Assert.Null(CatalogueSlices[1].Drift);
        Assert.Equal((Noon + (5 * HourMs), 2L), ((await RunAsync()).Drift![0] is var all ? (all.UpToMs, all.Rows.Compared) : default));
    }

    [Fact]
    public async Task Rows_of_another_definition_are_not_compared_and_neither_is_anything_before_there_is_a_catalogue()
    {
        Count(Noon + HourMs, Slice(Noon, run: 1));
        _views.Catalogue = _views.Catalogue with { Views = [_views.Catalogue.Views[0] with { Definition = "another" }] };
        _views.Rows = [(Noon, 1)];
        Assert.Null((await RunAsync()).Drift);
        _catalogue = null;
        Assert.Null((await RunAsync()).Drift);
    }

    private IReadOnlyList<BatchSlice> CatalogueSlices => _views.Catalogue.Views[0].Slices;

    private static BatchSlice Slice(long hourMs, long run) => new(LakeHour.Of(hourMs), "input", run, 1, 1);

    private void Count(long highWaterMs, params BatchSlice[] slices) =>
        _views.Catalogue = new BatchCatalogue("memory", highWaterMs, [new BatchView(View.Name, View.Name, long.MinValue, slices)], []);

    private async Task WriteAsync(long startMs, long visits)
    {
        var batch = new RowBatch(Pipeline.Name, View, 0, new RowWindow(startMs, startMs + 10_000, startMs), 0);
        batch.Keys[0].Add("/a"u8);
        ((WholeNumberColumn)batch.Columns[0]).Add(visits);
        batch.EndRow(exact: true);
        await _speed.WriteRowsAsync([batch], CancellationToken.None);
    }

    private async Task<JobResult> RunAsync()
    {
        var job = new DriftJob(Pipeline, _views, _speed, view => view.Name, _keep).At(JobSchedule.Parse("* * * * *"));
        var context = new JobContext(_nowMs, 1, ++_run, _ => { }) { Catalogue = _catalogue, Clock = () => _nowMs, SettleAsync = _ => throw new NotSupportedException() };
        return await job.RunAsync(context, CancellationToken.None);
    }
}
