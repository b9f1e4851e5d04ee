using System.Globalization;
using System.Text;
using ActorPipeline.Definitions;
using ActorPipeline.EventLake;
using ActorPipeline.Events;
using ActorPipeline.TestKit.Lake;
using ActorPipeline.TestKit.Workloads;
using Xunit;

namespace ActorPipeline.TestKit.Conformance;

/// <summary>What every <see cref="IEventLake"/> must do. Derive from it and say how a lake is opened on this test's own storage, and how it is read.</summary>
public abstract class LakeConformance
{
    /// <summary>The hour of most events.</summary>
    protected const long Hour = 1_485_349_200_000;

    private const long HourMs = 3_600_000;
    private const long Epoch = 3;

    /// <summary>A pipeline of two fields.</summary>
    protected static PipelineDefinition Pipeline { get; } = RandomPipeline.Draw(new Random(1)) with
    {
        Name = "site",
        Source = RandomPipeline.Draw(new Random(1)).Source with { Fields = [new FieldDefinition("page", "page"), new FieldDefinition("it's \"x\"", "x", Optional: true)] },
    };

    /// <summary>Ends with the test.</summary>
    protected static CancellationToken Ended => TestContext.Current.CancellationToken;

    /// <summary>The lake; the same one at every call.</summary>
    protected abstract IEventLake Lake { get; }

    /// <summary>All events that readers see; <see cref="LakeEvent.SourceEpoch"/> need not be right.</summary>
    protected abstract IReadOnlyList<LakeEvent> Read();

    [Fact]
    public async Task Readers_see_what_is_published_and_nothing_before()
    {
        var commit = await WriteAsync(Epoch, From(10), (Hour + 5, "a", null), (Hour + 1, "b", "c"));
        Assert.Empty(Read());

        await Lake.PublishAsync(Pipeline.Name, commit, Ended);
        AssertHolds((10, Hour + 5, "a", null), (11, Hour + 1, "b", "c"));
    }

    [Fact]
    public async Task Publishing_again_changes_nothing()
    {
        var commit = await WriteAsync(Epoch, From(0), (Hour, "a", null));
        await Lake.PublishAsync(Pipeline.Name, commit, Ended);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Lake.PublishAsync(Pipeline.Name, commit, Ended).AsTask()));
        await Lake.DropUnclaimedAsync(Pipeline.Name, 0, Epoch + 5, Ended);
        await Lake.PublishAsync(Pipeline.Name, commit, Ended);
        AssertHolds((0, Hour, "a", null));
    }

    [Fact]
    public async Task What_two_owners_write_does_not_meet()
    {
        var lost = await WriteAsync(Epoch, From(0), (Hour, "of the first", null));
        var claimed = await WriteAsync(Epoch + 1, From(0), (Hour, "of the second", null));
        Assert.Equal(lost.Span, claimed.Span);

        await Lake.PublishAsync(Pipeline.Name, claimed, Ended);
        await Lake.DropUnclaimedAsync(Pipeline.Name, 0, Epoch + 2, Ended);
        AssertHolds((0, Hour, "of the second", null));
    }

    [Fact]
    public async Task Only_what_earlier_owners_of_the_same_partition_wrote_is_dropped()
    {
        var (earlier, same, other) = (
            await WriteAsync(Epoch, From(0), (Hour, "a", null)),
            await WriteAsync(Epoch + 1, From(0), (Hour, "b", null)),
            await WriteAsync(Epoch, From(0) with { Partition = 1 }, (Hour, "c", null)));

        await Lake.DropUnclaimedAsync(Pipeline.Name, 0, Epoch + 1, Ended);
        await Lake.DropUnclaimedAsync("another", 0, Epoch + 9, Ended);
        await Assert.ThrowsAsync<EventLakeException>(async () => await Lake.PublishAsync(Pipeline.Name, earlier, Ended));
        await Lake.PublishAsync(Pipeline.Name, same, Ended);
        await Lake.PublishAsync(Pipeline.Name, other, Ended);
        Assert.Equal(["b", "c"], Read().Select(one => one.Fields[0]).Order());
    }

    [Fact]
    public async Task There_is_a_file_for_each_hour_in_order()
    {
        var commit = await WriteAsync(Epoch, From(0), (Hour + HourMs, "later", null), (Hour + HourMs - 1, "a", null), (Hour, "b", null), (Hour + (30 * HourMs), "c", null));
        Assert.Equal(
            [("2017-01-25T13", 2L), ("2017-01-25T14", 1L), ("2017-01-26T19", 1L)], commit.Files.Select(file => (file.Hour.ToString(), file.Rows)));
        Assert.All(commit.Files, file => Assert.True(file.Bytes > 0));
        await Lake.PublishAsync(Pipeline.Name, commit, Ended);
        Assert.Equal(4, Read().Count);
    }

    [Fact]
    public async Task A_draft_is_used_again()
    {
        await using var draft = Lake.NewDraft(Pipeline, 0, Epoch);
        for (var round = 0; round < 3; round++)
        {
            Add(draft, round, (Hour + round, $"page {round}", null));
            var span = From(round);
            await Lake.PublishAsync(Pipeline.Name, new LakeCommit(Lake.Id, span, Epoch, await draft.WriteAsync(span, Ended)), Ended);
        }

        Assert.Empty(await draft.WriteAsync(From(3), Ended));
        AssertHolds((0, Hour, "page 0", null), (1, Hour + 1, "page 1", null), (2, Hour + 2, "page 2", null));
    }

    [Fact]
    public async Task It_says_how_far_a_partition_has_come()
    {
        Assert.Null(await Lake.ResumeAsync(Pipeline.Name, 0, 1, Ended));
        await PublishManyAsync(3);
        Assert.Equal(6, await Lake.ResumeAsync(Pipeline.Name, 0, 1, Ended));
        Assert.Null(await Lake.ResumeAsync(Pipeline.Name, 1, 1, Ended));
        Assert.Null(await Lake.ResumeAsync(Pipeline.Name, 0, 2, Ended));
        Assert.Equal(6, Read().Count);
    }

    [Fact]
    public async Task A_commit_of_another_lake_is_refused()
    {
        var commit = await WriteAsync(Epoch, From(0), (Hour, "a", null));
        await Assert.ThrowsAsync<EventLakeException>(async () => await Lake.PublishAsync(Pipeline.Name, commit with { Lake = "another" }, Ended));
        Assert.Empty(Read());
    }

    [Fact]
    public async Task Merging_changes_nothing_of_what_readers_see()
    {
        await PublishManyAsync(5);
        var before = Read().OrderBy(one => one.Offset).Select(Text).ToList();
        List<double> progress = [];
        var work = await Lake.MergeAsync(Pipeline.Name, 7, Merges, progress.Add, Ended);
        Assert.Equal((5, 10), (work.Files, work.Rows));
        Assert.Equal([1], progress);
        Assert.Equal(before, Read().OrderBy(one => one.Offset).Select(Text));

        // Nothing is left to do.
        Assert.Equal(default, await Lake.MergeAsync(Pipeline.Name, 7, Merges, progress.Add, Ended));
        await PublishManyAsync(2, from: 5);
        await Lake.MergeAsync(Pipeline.Name, 7, Merges, progress.Add, Ended);
        Assert.Equal(14, Read().Count);
    }

    [Fact]
    public async Task Who_merges_with_an_earlier_epoch_is_refused()
    {
        await PublishManyAsync(4);
        Assert.Equal(4, (await Lake.MergeAsync(Pipeline.Name, 7, Merges, _ => { }, Ended)).Files);
        await PublishManyAsync(4, from: 4);
        await Assert.ThrowsAsync<EventLakeException>(async () => await Lake.MergeAsync(Pipeline.Name, 6, Merges, _ => { }, Ended));
        Assert.Equal(5, (await Lake.MergeAsync(Pipeline.Name, 8, Merges, _ => { }, Ended)).Files);
        Assert.Equal(16, Read().Count);
    }

    [Fact]
    public async Task A_commit_whose_files_were_merged_is_published_already()
    {
        await PublishManyAsync(4);
        await Lake.MergeAsync(Pipeline.Name, 7, Merges, _ => { }, Ended);
        await Lake.PublishAsync(Pipeline.Name, new LakeCommit(Lake.Id, Small(1), Epoch, [new LakeFile(LakeHour.Of(Hour), 2, 100)]), Ended);
        Assert.Equal(8, Read().Count);
    }

    [Fact]
    public async Task Events_of_hours_before_one_are_deleted()
    {
        await Lake.PublishAsync(Pipeline.Name, await WriteAsync(Epoch, From(0), (Hour - 1, "a", null), (Hour, "b", null), (Hour + HourMs, "c", null)), Ended);
        var work = await Lake.DropBeforeAsync(Pipeline.Name, LakeHour.Of(Hour), Ended);
        Assert.Equal(1, work.Files);
        Assert.Equal(["b", "c"], Read().Select(one => one.Fields[0]).Order());
        Assert.Equal(0, (await Lake.DropBeforeAsync("another", LakeHour.Of(Hour), Ended)).Files);
    }

    [Fact]
    public async Task Values_are_what_they_were()
    {
        string?[] values = ["", "twelve bytes", "thirteen byte", "grüße 🎉", "tab\tand\nline", new string('x', 70_000), "'quoted' \"twice\"", null];
        var commit = await WriteAsync(Epoch, From(0), [.. values.Select(value => (Hour, "a", value))]);
        await Lake.PublishAsync(Pipeline.Name, commit, Ended);
        Assert.Equal(values, Read().OrderBy(one => one.Offset).Select(one => one.Fields[1]));
    }

    [Fact]
    public async Task Many_events_are_all_there()
    {
        const int Many = 10_000;
        var commit = await WriteAsync(
            Epoch, From(0), [.. Enumerable.Range(0, Many).Select(i => (Hour + i, string.Create(CultureInfo.InvariantCulture, $"page {i % 100}"), i % 3 == 0 ? null : "x"))]);
        await Lake.PublishAsync(Pipeline.Name, commit, Ended);
        Assert.Equal(Enumerable.Range(0, Many).Select(i => (long)i), Read().Select(one => one.Offset).Order());
    }

    [Fact]
    public async Task A_commit_of_events_that_are_none_has_no_file()
    {
        var commit = await WriteAsync(Epoch, From(7));
        Assert.Empty(commit.Files);
        await Lake.PublishAsync(Pipeline.Name, commit, Ended);
        Assert.Empty(Read());
    }

    /// <summary>A span of a hundred thousand offsets of partition 0.</summary>
    protected static LakeSpan From(long offset) => new(0, 1, offset, offset + 100_000);

    private static LakeMergeOptions Merges { get; } = new() { MinFiles = 3 };

    private static LakeSpan Small(long number) => new(0, 1, number * 2, (number * 2) + 2);

    private static string Text(LakeEvent one) => $"{one.Partition} {one.Offset} {one.TimeMs} {string.Join(';', one.Fields)}";

    private async Task PublishManyAsync(int commits, int from = 0)
    {
        for (var i = from; i < from + commits; i++)
        {
            await Lake.PublishAsync(Pipeline.Name, await WriteAsync(Epoch, Small(i), (Hour + (9 * i), $"page {i}", null), (Hour + (9 * i) + 4, "b", $"{i}")), Ended);
        }
    }

    /// <summary>Writes events aside.</summary>
    protected async Task<LakeCommit> WriteAsync(long epoch, LakeSpan span, params (long TimeMs, string? Page, string? More)[] events)
    {
        await using var draft = Lake.NewDraft(Pipeline, span.Partition, epoch);
        for (var i = 0; i < events.Length; i++)
        {
            Add(draft, span.From + i, events[i]);
        }

        return new LakeCommit(Lake.Id, span, epoch, await draft.WriteAsync(span, Ended));
    }

    private static void Add(ILakeDraft draft, long offset, (long TimeMs, string? Page, string? More) one)
    {
        var decoded = new DecodedEvent(2) { TimeMs = one.TimeMs };
        foreach (var (field, value) in ((int, string?)[])[(0, one.Page), (1, one.More)])
        {
            if (value is not null)
            {
                decoded.SetCopy(field, Encoding.UTF8.GetBytes(value));
            }
        }

        draft.Add("the record"u8, decoded, offset);
    }

    private void AssertHolds(params (long Offset, long TimeMs, string? Page, string? More)[] expected) =>
        Assert.Equal(expected, Read().OrderBy(one => one.Offset).Select(one => (one.Offset, one.TimeMs, one.Fields[0], one.Fields[1])));
}
