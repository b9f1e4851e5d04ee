using ActorPipeline.BatchViews;
using ActorPipeline.Definitions;
using ActorPipeline.Definitions.Filters;
using ActorPipeline.EventLake;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Reference;
using ActorPipeline.TestKit.Workloads;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Tests.Lake.Views;

public sealed class ParquetViewsTests
{
    private const long Start = 1_485_349_200_000;

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Rows_are_those_that_all_events_give_however_late_they_came(int seed)
    {
        var random = new Random(seed);
        var (pipeline, time) = (RandomPipeline.Draw(random), EventTime.OfClock);
        if (seed % 3 == 0)
        {
            (pipeline, time) = ZonedPipeline.Draw(random, pipeline, Start);
        }

        var drawn = new RandomEvents(random, pipeline, time);
        var offsets = new long[pipeline.Source.Partitions];
        using var bench = new ViewBench(pipeline);
        var events = new List<SourceEvent>();
        for (var commit = 0; commit < 3; commit++)
        {
            var added = Enumerable.Range(0, 60).Select(i => Next(Start + (commit * 60_000) + (i * 1_000))).Where(one => !one.IsDeadLetter).ToList();
            await bench.AddAsync(added);
            events.AddRange(added);
        }

        var rows = await bench.RowsAsync(await bench.ComputeAsync());

        Assert.Null(RowComparison.FirstDifference(new NaivePipeline(pipeline, RandomPipeline.Takes(pipeline)).AllRows(events), rows));
        Assert.All(rows, row => Assert.Equal((RowLayer.Batch, 0), (row.Layer, row.Revision)));

        SourceEvent Next(long clockMs)
        {
            var partition = random.Next(pipeline.Source.Partitions);
            return drawn.Next(clockMs).ToEvent(partition, offsets[partition]++);
        }
    }

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds { get; } = [.. Enumerable.Range(1, 40)];

    [Theory]
    [InlineData("page = 'a'")]
    [InlineData("page != 'a' and not client is missing")]
    [InlineData("page < 'b' or topic >= 'it''s'")]
    [InlineData("amount > 2 and amount <= 10.5")]
    [InlineData("amount != 2")]
    [InlineData("amount in (2, -3, 1e2)")]
    [InlineData("page in ('a', 'c') and (topic is present or client = 'x')")]
    [InlineData("not (amount < 2)")]
    [InlineData("page != 'a\0b' and page != 'c'")]
    public async Task A_condition_takes_the_events_that_it_takes_when_they_come(string where)
    {
        string?[] texts = [null, "", "a", "b", "c", "it's", "x", "ü"];
        string?[] amounts = [null, "", "2", "2.0", "10.5", "-3", "100", "0.0000000001", "no number"];
        var filter = EventFilter.Parse(where, [.. RandomPipeline.Fields.Select(field => field.Name)]);
        var random = new Random(1);
        var events = Enumerable.Range(0, 300)
            .Select(i => new SourceEvent(0, i, Start + i, [.. Enumerable.Range(0, 3).Select(_ => texts[random.Next(texts.Length)]), amounts[random.Next(amounts.Length)], null]))
            .ToList();
        var pipeline = Pipeline(new ColumnDefinition("n", ColumnKind.Count, -1)) is var one ? one with { Views = [one.Views[0] with { Where = filter }] } : null!;
        using var bench = new ViewBench(pipeline);
        await bench.AddAsync(events);

        var rows = await bench.RowsAsync(await bench.ComputeAsync());

        var expected = new NaivePipeline(pipeline, (_, seen) => filter.Accepts(default, ViewBench.Decoded(seen))).AllRows(events);
        Assert.NotEmpty(expected);
        Assert.Null(RowComparison.FirstDifference(expected, rows));
    }

    [Theory]
    [InlineData(90_000_000, 1_800_000, null)]
    [InlineData(86_400_000, 86_400_000, "Europe/Berlin")]
    [InlineData(30_000, 20_000, null)]
    public async Task Windows_of_the_first_days_of_1970_stand_beside_those_of_later_ones(long length, long every, string? zone)
    {
        var counts = Pipeline(new ColumnDefinition("n", ColumnKind.Count, -1));
        var pipeline = counts with { Views = [counts.Views[0] with { Window = new WindowDefinition(length, every, zone) }] };
        SourceEvent[] events = [.. ((long[])[0, 1_700_000, 1_700_000_000, Start, Start + 1]).Select((time, i) => new SourceEvent(0, i, time, ["a", null, null, null, null]))];
        using var bench = new ViewBench(pipeline);
        await bench.AddAsync(events);

        var rows = await bench.RowsAsync(await bench.ComputeAsync());

        Assert.Null(RowComparison.FirstDifference(new NaivePipeline(pipeline, (_, _) => true).AllRows(events), rows));
    }

    [Fact]
    public async Task Long_keys_count_under_the_overflow_key_and_long_values_are_cut_as_shards_do_it()
    {
        var (fits, isLong) = (new string('k', 40), new string('k', 41));
        var pipeline = Pipeline(new ColumnDefinition("last", ColumnKind.Last, RandomPipeline.Note), new ColumnDefinition("n", ColumnKind.Distinct, RandomPipeline.Note));
        using var bench = new ViewBench(pipeline, maxTextBytes: 40);
        await bench.AddAsync([Event(0, fits, isLong), Event(1, isLong, isLong), Event(2, isLong + "2", isLong + "2")]);

        var rows = await bench.RowsAsync(await bench.ComputeAsync());

        Assert.Equal([fits, "~other"], rows.Select(row => row.Key[0].Value));
        Assert.Equal([$"{new string('k', 21)}…", $"{new string('k', 21)}…"], rows.Select(row => ((string)row.Columns[0].Value!)[..22]));
        Assert.NotEqual(rows[0].Columns[0].Value, rows[1].Columns[0].Value);
        Assert.Equal([1L, 2L], rows.Select(row => row.Columns[1].Value));
    }

    [Fact]
    public async Task Numbers_are_summed_to_nine_decimals_and_rounded_as_shards_do_it()
    {
        var pipeline = Pipeline(
            new ColumnDefinition("sum", ColumnKind.Sum, RandomPipeline.Amount),
            new ColumnDefinition("min", ColumnKind.Min, RandomPipeline.Amount),
            new ColumnDefinition("max", ColumnKind.Max, RandomPipeline.Amount),
            new ColumnDefinition("avg", ColumnKind.Avg, RandomPipeline.Amount));
        using var bench = new ViewBench(pipeline);
        await bench.AddAsync([Event(0, "a", null, "0.0000000005"), Event(1, "a", null, "0.0000000015"), Event(2, "a", null, "999999999999999999"), Event(3, "b", null)]);

        var rows = await bench.RowsAsync(await bench.ComputeAsync());

        Assert.Equal([999999999999999999.000000002m, 0m, 999999999999999999m], rows[0].Columns.Take(3).Select(column => Convert.ToDecimal(column.Value, null)));
        Assert.Equal([0m, null, null, null], rows[1].Columns.Select(column => column.Value));
    }

    [Fact]
    public async Task Queries_are_answered_as_the_view_store_answers_them()
    {
        var pipeline = Pipeline(new ColumnDefinition("n", ColumnKind.Count, -1)) is var one
            ? one with { Views = [one.Views[0] with { ByFields = [RandomPipeline.Client], ByNames = ["client"] }] }
            : null!;
        using var bench = new ViewBench(pipeline);
        await bench.AddAsync([.. Enumerable.Range(0, 600).Select(i => new SourceEvent(0, i, Start + (i / 100 * 1_800_000), [$"p{i % 3}", $"c{i % 7}", null, null, null]))]);
        var catalogue = await bench.ComputeAsync();
        var all = await bench.RowsAsync(catalogue);
        Assert.Equal(6 * 21, all.Count);

        RowQuery Query(RowQuery query) => query with { PageRows = 4 };
        Assert.Equal(all.Select(RowComparison.Show), (await bench.RowsAsync(catalogue, Query)).Select(RowComparison.Show));
        Assert.Equal(
            all.Where(row => row.Key[0].Value == "p1" && row.By[0].Value == "c2").Select(RowComparison.Show),
            (await bench.RowsAsync(catalogue, query => Query(query) with { Where = [KeyValuePair.Create("page", "p1"), KeyValuePair.Create("client", "c2")] })).Select(RowComparison.Show));
        Assert.Equal(
            all.Where(row => row.Window.StartMs >= Start + 3_600_000 && row.Window.StartMs < Start + 5_400_000).Select(RowComparison.Show),
            (await bench.RowsAsync(catalogue, query => Query(query) with { FromMs = Start + 3_600_000, ToMs = Start + 5_400_000 })).Select(RowComparison.Show));
        Assert.Equal(
            all.TakeLast(42).GroupBy(row => row.Window.StartMs).SelectMany(window => window.OrderByDescending(row => (long)row.Columns[0].Value!).ThenBy(row => row, RowOrder.ByKey).Take(2)).Select(RowComparison.Show),
            (await bench.RowsAsync(catalogue, query => Query(query) with { Last = 2, Top = 2 })).Select(RowComparison.Show));
        Assert.Empty(await bench.RowsAsync(catalogue, query => query with { FromMs = Start + 36_000_000 }));

        // The hour that the end lies in has windows, but none before it.
        var second = all[21].Window.StartMs;
        await bench.AddAsync([new SourceEvent(0, 600, Start + 12_000_000, ["p0", "c0", null, null, null])]);
        catalogue = await bench.ComputeAsync(run: 2);
        var last = all.Where(row => row.Window.StartMs < Start + 11_000_000).Select(row => row.Window.StartMs).Max();
        Assert.Equal([last], (await bench.RowsAsync(catalogue, query => Query(query) with { Last = 1, ToMs = Start + 11_900_000 })).Select(row => row.Window.StartMs).Distinct());
        Assert.Equal([second], (await bench.RowsAsync(catalogue, query => Query(query) with { Last = 1, ToMs = second + 1 })).Select(row => row.Window.StartMs).Distinct());
    }

    [Fact]
    public async Task A_field_that_came_later_is_missing_from_events_before()
    {
        var pipeline = Pipeline(new ColumnDefinition("n", ColumnKind.Distinct, RandomPipeline.Note));
        using var bench = new ViewBench(pipeline with { Source = pipeline.Source with { Fields = [.. pipeline.Source.Fields.Take(4)] } });
        await bench.AddAsync([new SourceEvent(0, 0, Start, ["a", null, null, null])]);
        var inputs = await bench.Views.InputsAsync(pipeline.Name, Ended);
        var slice = await bench.Views.ComputeAsync(pipeline, BatchPlan.Of(pipeline, inputs.Files, inputs.KeptFrom)[0], 1, Ended);
        Assert.Equal(1, slice.Rows);
    }

    [Fact]
    public async Task A_file_that_is_cut_short_is_named_and_a_catalogue_that_is_damaged_says_what_to_do()
    {
        var pipeline = Pipeline(new ColumnDefinition("n", ColumnKind.Count, -1));
        using var bench = new ViewBench(pipeline);
        await bench.AddAsync([Event(0, "a", null)]);
        var name = await bench.Views.WriteAsync(pipeline.Name, await bench.ComputeAsync(), 1, Ended);
        Assert.Equal("1", name);
        await using (var file = File.OpenWrite(Directory.EnumerateFiles(Path.Combine(bench.Root, "sim"), "0000*.parquet", SearchOption.AllDirectories).Single()))
        {
            file.SetLength(file.Length - 20);
        }

        var failure = await Assert.ThrowsAsync<EventLakeException>(() => bench.ComputeAsync(run: 2));
        Assert.StartsWith("view counts of sim cannot be computed for 2017-01-25T13: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("0000-1-", failure.Message, StringComparison.Ordinal);

        await File.WriteAllTextAsync(Path.Combine(bench.Root, "sim", "_views", "7.json"), "{", Ended);
        var damaged = await Assert.ThrowsAsync<EventLakeException>(async () => await bench.Views.ReadAsync("sim", "7", Ended));
        Assert.Contains("pbm batch rebuild", damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_neither_a_catalogue_names_nor_a_later_run_writes_is_deleted_and_a_reader_of_it_is_told()
    {
        var pipeline = Pipeline(new ColumnDefinition("n", ColumnKind.Count, -1));
        using var bench = new ViewBench(pipeline);
        await bench.AddAsync([Event(0, "a", null)]);
        var (first, second) = (await bench.ComputeAsync(run: 1), await bench.ComputeAsync(run: 2));
        _ = await bench.ComputeAsync(run: 3);
        _ = await bench.ComputeAsync(run: 5);
        var names = new List<string>();
        foreach (var (catalogue, run) in new[] { (first, 1L), (second, 2L), (second, 5L) })
        {
            names.Add(await bench.Views.WriteAsync(pipeline.Name, catalogue, run, Ended));
        }

        var replaced = second with { Replaced = [new ReplacedFile("counts", LakeHour.Of(Start), 1, 0)] };
        await bench.Views.DropUnusedAsync(pipeline.Name, "2", replaced, 4, Ended);
        Assert.Equal(["2.json", "2017-01-25T13-1.parquet", "2017-01-25T13-2.parquet", "2017-01-25T13-5.parquet", "5.json"], Files());
        Assert.Single(await bench.RowsAsync(first));

        await bench.Views.DropUnusedAsync(pipeline.Name, "2", second, 4, Ended);
        Assert.DoesNotContain("2017-01-25T13-1.parquet", Files());
        await Assert.ThrowsAsync<ViewStoreException>(() => bench.RowsAsync(first));

        IEnumerable<string> Files() =>
            Directory.EnumerateFiles(Path.Combine(bench.Root, "sim", "_views"), "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
    }

    private static SourceEvent Event(long offset, string page, string? note, string? amount = null) => new(0, offset, Start + offset, [page, null, null, amount, note]);

    private static PipelineDefinition Pipeline(params ColumnDefinition[] columns) => RandomPipeline.Draw(new Random(1)) with
    {
        Views =
        [
            new ViewDefinition
            {
                Name = "counts",
                KeyFields = [RandomPipeline.Page],
                KeyNames = ["page"],
                ByFields = [],
                ByNames = [],
                Window = new WindowDefinition(10_000, 10_000),
                Columns = columns,
                ServeBy = [["page"]],
            },
        ],
    };
}
