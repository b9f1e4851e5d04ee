using System.Globalization;
using System.Text.Json;
using Xunit;

namespace ActorPipeline.Integration.Cluster;

/// <summary>The checks of a cluster see what they are there to see.</summary>
public sealed class TruthTests
{
    private const long NowMs = 1_700_000_000_000;

    [Fact]
    public void An_event_is_written_and_read_alike()
    {
        var generator = new VisitGenerator(3, seed: 1);
        Assert.All(Enumerable.Range(0, 10_000), step =>
        {
            var visit = generator.Next(NowMs + step);
            Assert.Equal(visit, Visit.Parse(visit.ToString()));
        });
    }

    [Fact]
    public void Every_kind_of_event_is_in_the_load_and_counted()
    {
        var truth = Loaded(100_000);

        Assert.Equal(100_000, truth.Counts.Source);
        Assert.Equal(truth.Counts.Source, truth.Counts.Applied + truth.Counts.Late + truth.Counts.DeadLetter);
        Assert.InRange(truth.Counts.Late, 1, 100);
        Assert.InRange(truth.Counts.DeadLetter, 1, 200);
        Assert.Equal(0, truth.Counts.Repeated);
        Assert.Equal(truth.Counts.Applied, truth.PageVisits(0, long.MaxValue).Sum(row => row.Visits));
        Assert.Equal(truth.Counts.Applied, truth.ClientVisits(0, long.MaxValue).Sum(row => row.Visits));
    }

    [Fact]
    public void An_event_that_is_lost_or_doubled_is_seen()
    {
        var rows = Loaded(10_000).PageVisits(0, long.MaxValue);
        Assert.True(RowDifference.Between(rows, rows).IsNone);

        var lost = RowDifference.Between(rows, [rows[0] with { Visits = rows[0].Visits - 1 }, .. rows.Skip(1)]);
        Assert.Equal((1, 0, 1), (lost.Lost, lost.Doubled, lost.Wrong));
        var doubled = RowDifference.Between(rows, [rows[0] with { Visits = rows[0].Visits + 2 }, .. rows.Skip(1)]);
        Assert.Equal((0, 2, 1), (doubled.Lost, doubled.Doubled, doubled.Wrong));
        var missing = RowDifference.Between(rows, rows[1..]);
        Assert.Equal((rows[0].Visits, 0, 1), (missing.Lost, missing.Doubled, missing.Wrong));
        var tooMany = RowDifference.Between(rows[1..], rows);
        Assert.Equal((0, rows[0].Visits, 1), (tooMany.Lost, tooMany.Doubled, tooMany.Wrong));
        Assert.False(RowDifference.Between(rows, [rows[0] with { Visitors = rows[0].Visitors + 1 }, .. rows.Skip(1)]).IsNone);
        Assert.False(RowDifference.Between(rows, [rows[0] with { FirstEvent = rows[0].FirstEvent + 1 }, .. rows.Skip(1)]).IsNone);
    }

    [Fact]
    public void An_acknowledged_event_that_is_not_in_the_topic_is_seen()
    {
        var truth = new Truth();
        var visits = new VisitGenerator(0, seed: 1);
        foreach (var visit in Enumerable.Range(0, 100).Select(_ => visits.Next(NowMs)).Where(visit => visit.Number != 40))
        {
            truth.Add(visit);
        }

        Assert.Equal((0, 1, 10), (truth.Missing(0, 0, 40), truth.Missing(0, 0, 100), truth.Missing(0, 100, 10)));
        truth.Add(new Visit(0, 7, NowMs, 1, 1));
        Assert.Equal(1, truth.Counts.Repeated);
    }

    [Fact]
    public void A_row_that_changes_without_a_revision_or_goes_back_is_seen()
    {
        var history = new RowHistory();
        history.Emitted(Row(5, 0));
        history.Emitted(Row(6, 1));
        history.Emitted(Row(5, 0));
        history.Stored(Row(6, 1));
        Assert.Empty(history.Contradictions);

        history.Stored(Row(5, 0));
        Assert.Single(history.Contradictions);
        history.Emitted(Row(7, 1));
        Assert.Equal(2, history.Contradictions.Count);
    }

    [Fact]
    public async Task A_shard_goes_on_with_the_first_window_that_nobody_had_emitted()
    {
        var fresh = new FreshRows();
        var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        fresh.Emitted(2, 4_000, nowMs);
        var lost = fresh.Lost([2], TimeProvider.System.GetTimestamp()).Single();
        fresh.Emitted(2, 4_000, nowMs + 1_000);
        fresh.Emitted(1, 6_000, nowMs + 1_000);
        Assert.False(lost.IsCompleted);

        fresh.Emitted(2, 6_000, nowMs - 1);
        Assert.False(lost.IsCompleted);

        fresh.Emitted(2, 8_000, nowMs + 1_000);
        Assert.True(await lost >= TimeSpan.Zero);
    }

    private static Truth Loaded(int count)
    {
        var truth = new Truth();
        var visits = new VisitGenerator(0, seed: 5);
        foreach (var step in Enumerable.Range(0, count))
        {
            truth.Add(visits.Next(NowMs + step));
        }

        return truth;
    }

    private static JsonElement Row(int visits, int revision) => JsonElement.Parse(string.Create(CultureInfo.InvariantCulture, $$"""
        {"view":"page-visits","key":{"page":"/page/1"},"by":{},"window":{"start":"2026-01-01T00:00:00Z","first_event":1},
         "columns":{"visits":{{visits}},"visitors":1},"revision":{{revision}}}
        """));
}
