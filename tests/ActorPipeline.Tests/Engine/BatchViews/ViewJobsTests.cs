using ActorPipeline.Definitions;
using ActorPipeline.EventLake;
using ActorPipeline.Events;
using ActorPipeline.Jobs;
using ActorPipeline.TestKit.Faults;
using ActorPipeline.TestKit.Lake;
using ActorPipeline.TestKit.Workloads;
using Xunit;

namespace ActorPipeline.Tests.Engine.BatchViews;

public class ViewJobsTests
{
    private const long Noon = 1_485_345_600_000;
    private const long HourMs = 3_600_000;

    private static readonly PipelineDefinition Drawn = RandomPipeline.Draw(new Random(1));
    private static readonly PipelineDefinition Pipeline = Drawn with { Views = [Drawn.Views[0] with { Where = null, Window = new WindowDefinition(10_000, 10_000) }] };

    private readonly InMemoryLake _lake = new();
    private readonly InMemoryViews _views;
    private string _definition = "first";
    private string? _catalogue;
    private long _run;
    private long _end;
    private long _closed = 7;
    private long _nowMs = Noon;

    public ViewJobsTests() => _views = new InMemoryViews(_lake);

    [Fact]
    public async Task Only_slices_whose_events_have_changed_are_computed_again()
    {
        await AddAsync(Noon, Noon + (2 * HourMs));
        Assert.Equal(2, (await RunAsync()).Rows);
        var first = _views.CatalogueOf(_catalogue!);

        await AddAsync(Noon + (2 * HourMs) + 1);
        Assert.Equal(1, (await RunAsync()).Rows);
        var second = _views.CatalogueOf(_catalogue!);
        Assert.Equal(first.Views[0].Slices[0], second.Views[0].Slices[0]);
        Assert.Equal((1L, 2L), (second.Views[0].Slices[0].Run, second.Views[0].Slices[^1].Run));
        Assert.Equal([1L], second.Replaced.Select(file => file.Run));
    }

    [Fact]
    public async Task A_run_that_finds_nothing_new_leaves_everything_as_it_is_and_one_that_finds_more_closed_says_so()
    {
        await AddAsync(Noon);
        await RunAsync();
        Assert.Null((await RunAsync()).Catalogue);
        Assert.Equal("1", _catalogue);

        _closed = 9;
        await RunAsync();
        Assert.Equal(("3", 9L), (_catalogue, _views.CatalogueOf(_catalogue!).HighWaterMs));
        _closed = 8;
        await RunAsync();
        Assert.Equal(("3", 9L), (_catalogue, _views.CatalogueOf(_catalogue!).HighWaterMs));
    }

    [Fact]
    public async Task A_rebuild_computes_every_slice_and_so_does_a_run_over_a_changed_definition()
    {
        await AddAsync(Noon, Noon + HourMs);
        await RunAsync();
        Assert.Equal(2, (await RunAsync(ViewJobs.Rebuild)).Rows);
        Assert.All(_views.CatalogueOf(_catalogue!).Views[0].Slices.Where(slice => slice.Rows > 0), slice => Assert.Equal(2, slice.Run));

        _definition = "second";
        Assert.Equal(2, (await RunAsync()).Rows);
        Assert.Equal("second", _views.CatalogueOf(_catalogue!).Views[0].Definition);
    }

    [Fact]
    public async Task Rows_of_events_that_were_deleted_for_their_age_stay()
    {
        await AddAsync(Noon, Noon + (5 * HourMs));
        await RunAsync();
        await _lake.DropBeforeAsync(Pipeline.Name, LakeHour.Of(Noon + (3 * HourMs)), CancellationToken.None);
        await RunAsync(ViewJobs.Rebuild);
        Assert.Equal(2, _views.RowsOf(_catalogue!).Count);
    }

    [Fact]
    public async Task Files_are_deleted_a_quarter_of_an_hour_after_others_took_their_place()
    {
        await AddAsync(Noon);
        await RunAsync();
        await RunAsync(ViewJobs.Rebuild);
        Assert.Single(_views.CatalogueOf(_catalogue!).Replaced);

        _nowMs += 16 * 60_000;
        await RunAsync(ViewJobs.Rebuild);
        Assert.Equal([2L], _views.CatalogueOf(_catalogue!).Replaced.Select(file => file.Run));
    }

    [Fact]
    public async Task A_catalogue_that_is_lost_fails_a_run_and_is_made_anew_by_a_rebuild()
    {
        await AddAsync(Noon);
        _catalogue = "17";
        await Assert.ThrowsAsync<EventLakeException>(() => RunAsync());
        await RunAsync(ViewJobs.Rebuild);
        Assert.Single(_views.RowsOf(_catalogue));
    }

    [Fact]
    public async Task A_rebuild_without_a_catalogue_deletes_nothing_before_another_one_counts()
    {
        await AddAsync(Noon);
        await RunAsync();
        var before = _catalogue!;
        _catalogue = "17";
        await RunAsync(ViewJobs.Rebuild);
        Assert.True(_views.IsWhole(before));
        await RunAsync();
        Assert.False(_views.IsWhole(before));
    }

    [Fact]
    public async Task A_slice_that_cannot_be_computed_keeps_its_rows_and_no_other_one_from_being_computed()
    {
        await AddAsync(Noon, Noon + HourMs);
        await RunAsync();
        await AddAsync(Noon + 1, Noon + HourMs + 1);
        _closed = 9;
        _views.Broken = LakeHour.Of(Noon);
        var result = await RunAsync();
        Assert.Equal("2017-01-25T12 is broken", result.Failure);
        var catalogue = _views.CatalogueOf(_catalogue!);
        Assert.Equal([1L, 2L], catalogue.Views[0].Slices.Select(slice => slice.Run));
        Assert.Equal(7, catalogue.HighWaterMs);

        _views.Broken = null;
        Assert.Null((await RunAsync()).Failure);
        catalogue = _views.CatalogueOf(_catalogue!);
        Assert.Equal([3L, 2L], catalogue.Views[0].Slices.Select(slice => slice.Run));
        Assert.Equal(9, catalogue.HighWaterMs);
    }

    [Fact]
    public async Task A_run_by_schedule_ends_when_it_has_taken_long_and_the_next_one_goes_on()
    {
        await AddAsync(Noon, Noon + HourMs, Noon + (2 * HourMs));
        _views.Computed = () => _nowMs += 3 * 60_000;
        Assert.Equal(2, (await RunAsync()).Rows);
        Assert.Equal(long.MinValue, _views.CatalogueOf(_catalogue!).HighWaterMs);
        Assert.Equal(1, (await RunAsync()).Rows);
        Assert.Equal(7, _views.CatalogueOf(_catalogue!).HighWaterMs);
        Assert.Equal(3, (await RunAsync(ViewJobs.Rebuild)).Rows);
    }

    [Fact]
    public async Task Views_are_complete_from_the_first_event_on_where_the_lake_has_its_source_whole()
    {
        await AddAsync(Noon);
        _closed = Noon + (2 * HourMs);
        await RunAsync();
        await _lake.DropBeforeAsync(Pipeline.Name, LakeHour.Of(Noon + HourMs), CancellationToken.None);
        await AddAsync(Noon + (2 * HourMs));
        await RunAsync();
        await RunAsync(ViewJobs.Rebuild);
        Assert.Equal(long.MinValue, CompleteFrom);
    }

    [Fact]
    public async Task Windows_that_had_not_ended_when_their_events_were_deleted_are_never_complete()
    {
        await AddAsync(Noon, Noon + HourMs);
        _closed = Noon + (HourMs / 2);
        await RunAsync();
        await _lake.DropBeforeAsync(Pipeline.Name, LakeHour.Of(Noon + HourMs), CancellationToken.None);
        _closed = Noon + (3 * HourMs);
        await RunAsync();
        await RunAsync();
        Assert.Equal(Noon + HourMs, CompleteFrom);
    }

    [Fact]
    public async Task As_long_as_a_lake_is_empty_nothing_is_complete()
    {
        _closed = Noon;
        await RunAsync();
        Assert.Equal(long.MinValue, _views.CatalogueOf(_catalogue!).HighWaterMs);
        _end = 5;
        await AddAsync(Noon);
        await RunAsync();
        Assert.Equal((Noon, Noon + HourMs), (_views.CatalogueOf(_catalogue!).HighWaterMs, CompleteFrom));
    }

    [Fact]
    public async Task Of_a_new_definition_nothing_is_complete_before_all_of_it_is_computed()
    {
        await AddAsync(Noon, Noon + HourMs);
        await RunAsync();
        _definition = "second";
        _views.Broken = LakeHour.Of(Noon);
        await RunAsync();
        Assert.Equal(long.MinValue, _views.CatalogueOf(_catalogue!).HighWaterMs);
        _views.Broken = null;
        await RunAsync();
        Assert.Equal(7, _views.CatalogueOf(_catalogue!).HighWaterMs);
    }

    [Fact]
    public async Task Views_of_a_lake_that_begins_in_the_middle_of_its_source_are_complete_from_the_hour_on_that_comes_then()
    {
        _end = 5;
        await AddAsync(Noon);
        _nowMs = Noon + 1;
        await RunAsync();
        Assert.Equal(Noon + HourMs, CompleteFrom);
        _nowMs += 5 * HourMs;
        await RunAsync();
        await RunAsync(ViewJobs.Rebuild);
        Assert.Equal(Noon + HourMs, CompleteFrom);
    }

    [Fact]
    public async Task Views_of_a_new_definition_are_complete_from_the_first_hour_on_whose_events_are_kept()
    {
        await AddAsync(Noon);
        await AddAsync(Noon + (2 * HourMs));
        await RunAsync();
        await _lake.DropBeforeAsync(Pipeline.Name, LakeHour.Of(Noon + HourMs), CancellationToken.None);
        _definition = "second";
        _nowMs += 9 * HourMs;
        await RunAsync();
        Assert.Equal(Noon + HourMs, CompleteFrom);
    }

    private long CompleteFrom => _views.CatalogueOf(_catalogue!).Views[0].CompleteFromMs;

    private async Task<JobResult> RunAsync(string name = ViewJobs.Views)
    {
        var jobs = new ViewJobs(Pipeline, _views.For(new Client("batch")), _ => _definition).All(JobSchedule.Parse("* * * * *"));
        var context = new JobContext(_nowMs, 1, ++_run, _ => { }) { Catalogue = _catalogue, Clock = () => _nowMs, SettleAsync = _ => Task.FromResult(_closed) };
        var result = await jobs.Single(job => job.Name == name).RunAsync(context, CancellationToken.None);
        Assert.Equal(0, _views.Begun.Now);
        _catalogue = result.Catalogue ?? _catalogue;
        return result;
    }

    private async Task AddAsync(params long[] times)
    {
        var span = new LakeSpan(0, 1, _end, _end += times.Length);
        await using var draft = _lake.NewDraft(Pipeline, 0, 1);
        for (var i = 0; i < times.Length; i++)
        {
            draft.Add(default, new DecodedEvent(Pipeline.Source.Fields.Count) { TimeMs = times[i] }, span.From + i);
        }

        await _lake.PublishAsync(Pipeline.Name, new LakeCommit(_lake.Id, span, 1, await draft.WriteAsync(span, CancellationToken.None)), CancellationToken.None);
    }
}
