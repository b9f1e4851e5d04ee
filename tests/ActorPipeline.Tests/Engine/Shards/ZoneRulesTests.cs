using System.Globalization;
using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Hashing;
using ActorPipeline.Shards;
using ActorPipeline.TestKit.Reference;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Tests.Engine.Shards;

public class ZoneRulesTests
{
    private const int Hour = 3600;
    private const string Berlin = "Europe/Berlin";

    // The day of 25 hours in Berlin: 26 October 2024 22:00 to 27 October 23:00 in UTC.
    private const long Start = 1_729_980_000;
    private const long End = Start + (25 * Hour);

    private static readonly PipelineDefinition Days = Story.Define(2, 0, Hour, new WindowDefinition(24 * Hour * 1000, 24 * Hour * 1000, Berlin));

    [Fact]
    public void A_day_of_25_hours_closes_when_the_watermark_reaches_its_end()
    {
        var story = new Story(window: (24 * Hour, 24 * Hour), zone: Berlin);
        Assert.Equal("", story.Event(0, Start, "a"));
        Assert.Equal("", story.Event(0, End - 1, "a", "d"));
        Assert.Equal($"a@{Start}-{End}=2/2 first {Start} r0", story.Event(0, End, "a"));
        Assert.Equal($"a@{End}-{End + (24 * Hour)}=1/1 first {End} r0", story.Event(0, End + (24 * Hour), "a"));
    }

    [Fact]
    public void The_two_hours_from_two_o_clock_are_two_windows()
    {
        var story = new Story(window: (Hour, Hour), zone: Berlin);
        const long First = Start + (2 * Hour);
        story.Event(0, First + 1800, "a");
        Assert.Equal($"a@{First}-{First + Hour}=1/1 first {First + 1800} r0", story.Event(0, First + Hour + 1800, "a"));
        Assert.Equal($"a@{First + Hour}-{First + (2 * Hour)}=1/1 first {First + Hour + 1800} r0", story.Event(0, First + (2 * Hour), "b"));
    }

    [Fact]
    public void A_late_event_corrects_a_day_until_its_allowed_lateness_has_passed()
    {
        var story = new Story(window: (24 * Hour, 24 * Hour), zone: Berlin, allowedLateness: Hour);
        story.Event(0, Start + 5, "a");
        story.Event(0, End + Hour - 1, "b");
        Assert.Equal($"a@{Start}-{End}=2/1 first {Start + 5} r1", story.Event(0, End - 1, "a"));
        story.Event(0, End + Hour, "b");
        Assert.Equal("", story.Event(0, End - 1, "a"));
        Assert.Equal(1, story.State.Counters.Late);
    }

    [Fact]
    public void A_window_of_which_two_ends_are_told_is_one_and_ends_at_the_later_one()
    {
        var rows = new List<RowBatch>();
        var state = NewState();
        Apply(state, Told(0, 0, End - Hour, Start), rows);
        Assert.Null(state.Views[0].Dispute);
        Apply(state, Told(1, 0, End, Start + 1), rows);
        Assert.Equal(new WindowDispute(Start * 1000, (End - Hour) * 1000, End * 1000), state.Views[0].Dispute);

        // Not closed by what one of them takes for the end.
        Apply(state, Marker(0, 1, End - Hour), rows);
        Apply(state, Marker(1, 1, End - Hour), rows);
        Assert.Empty(rows);
        Apply(state, Marker(0, 1, End), rows);
        Apply(state, Marker(1, 1, End), rows);
        var row = Assert.Single(rows.SelectMany(batch => batch.AsRows()));
        Assert.Equal((Start * 1000, End * 1000, 2L), (row.Window.StartMs, row.Window.EndMs, row.Columns[0].Value));
    }

    [Fact]
    public void A_window_that_has_closed_keeps_its_end_whatever_is_told_later()
    {
        var rows = new List<RowBatch>();
        var state = NewState();
        Apply(state, Told(0, 0, End - Hour, Start), rows);
        Apply(state, Marker(1, 0, End - Hour), rows);
        Apply(state, Marker(0, 1, End - Hour), rows);
        Apply(state, Told(1, 0, End, Start + 1), rows);

        Assert.Equal(["0 1", "1 2"], rows.SelectMany(batch => batch.AsRows()).Select(row => $"{row.Revision} {row.Columns[0].Value}"));
        Assert.All(rows, batch => Assert.Equal((End - Hour) * 1000, batch.Window.EndMs));
        Assert.NotNull(state.Views[0].Dispute);
    }

    [Fact]
    public void A_window_that_was_forgotten_does_not_begin_again_with_a_later_end()
    {
        var rows = new List<RowBatch>();
        var state = NewState();
        Apply(state, Told(0, 0, End - Hour, Start), rows);
        Apply(state, Marker(1, 0, End), rows);
        Apply(state, Marker(0, 1, End), rows);
        Assert.Empty(state.Views[0].Windows);
        Apply(state, Told(1, 0, End, Start + 1), rows);

        Assert.Equal(1L, Assert.Single(rows.SelectMany(batch => batch.AsRows())).Columns[0].Value);
        Assert.Equal((1, 1), (state.Counters.Applied, state.Counters.Late));
    }

    [Fact]
    public void Two_ends_replay_to_the_same_state()
    {
        byte[][] log = [Told(0, 0, End - Hour, Start), Told(1, 0, End, Start + 1), Marker(0, 1, End), Told(1, 1, End, End - 1)];
        var (first, second) = (NewState(), NewState());
        Array.ForEach(log, record => Apply(first, record, []));
        Array.ForEach(log, record => Apply(second, record, []));
        Assert.Equal(StateText.Of(first), StateText.Of(second));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"to {End * 1000} first"), StateText.Of(first), StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_whose_window_ends_before_it_begins_is_refused()
    {
        var batch = new EventBatch(Days.Views);
        var refused = Assert.Throws<FormatException>(() => EventBatchCodec.Read(Told(0, 0, Start, Start), batch));
        Assert.Contains("expected a window's end after its start", refused.Message, StringComparison.Ordinal);
    }

    private static ShardState NewState() => new(Days, 0, 2, new ShardOptions(), new TableHash(new Random(1)));

    private static void Apply(ShardState state, byte[] record, List<RowBatch> rows)
    {
        var batch = new EventBatch(Days.Views);
        EventBatchCodec.Read(record, batch);
        state.Apply(batch, rows);
    }

    // One event of the window, by an intake whose zone data say where it ends. Times in seconds.
    private static byte[] Told(int partition, long offset, long end, long time)
    {
        var batch = new EventBatch(Days.Views) { Partition = partition, SourceEpoch = 1, Base = offset, Through = offset + 1, WatermarkMs = Start * 1000 };
        var section = batch.Sections[0];
        section.Firsts.Add(new WindowFirst(Start * 1000, time * 1000));
        section.FirstEnds.Add(end * 1000);
        section.Panes.Add(new PaneKey(Start * 1000, 0));
        section.UnitKey.Add(batch.Texts.Add("a"u8));
        section.UnitPane.Add(0);
        section.UnitCount.Add(1);
        section.Columns[1].Text.Add(0);
        section.EventOffset.Add(0);
        section.EventUnit.Add(0);
        section.EventPrimary.Add(1);
        return Written(batch);
    }

    private static byte[] Marker(int partition, long offset, long watermark) =>
        Written(new EventBatch(Days.Views) { Partition = partition, SourceEpoch = 1, Base = offset, Through = offset, WatermarkMs = watermark * 1000 });

    private static byte[] Written(EventBatch batch)
    {
        var writer = new ByteWriter();
        EventBatchCodec.Write(batch, writer);
        return writer.Written.ToArray();
    }
}
