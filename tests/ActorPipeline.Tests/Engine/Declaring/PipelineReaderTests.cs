using ActorPipeline.Definitions;
using Xunit;

namespace ActorPipeline.Tests.Engine.Declaring;

public class PipelineReaderTests
{
    [Fact]
    public void A_pipeline_is_read_as_declared()
    {
        var pipeline = PipelineText.ReadOne(PipelineText.Valid);

        Assert.Equal("shop", pipeline.Name);
        Assert.Equal("shop-events", pipeline.Source.Topic);
        Assert.Equal(EventFormat.Json, pipeline.Source.Format);
        Assert.Equal(new TimeDefinition("at", "unix", "UTC"), pipeline.Source.Time);
        Assert.Equal([new("event", "event"), new("price", "order.price"), new("coupon", "coupon", true)], pipeline.Source.Fields);

        var view = pipeline.FindView("orders")!;
        Assert.Equal([0], view.KeyFields);
        Assert.Equal(["event"], view.KeyNames);
        Assert.Equal([2], view.ByFields);
        Assert.Equal(["coupon"], view.ByNames);
        Assert.Equal(new WindowDefinition(10_000, 5_000), view.Window);
        Assert.Equal([new("orders", ColumnKind.Count, -1), new("total", ColumnKind.Sum, 1)], view.Columns);
        Assert.Equal("event = 'order'", view.Where!.Text);
        Assert.Equal([["event", "window"], ["event", "coupon"]], view.ServeBy);
    }

    [Fact]
    public void What_is_not_given_comes_from_the_defaults()
    {
        var pipeline = PipelineText.ReadOne(PipelineText.Valid);

        Assert.Equal(4, pipeline.Shards);
        Assert.Equal(4, pipeline.Source.Partitions);
        Assert.Equal(TimeSpan.FromSeconds(5), pipeline.Source.LateAfter);
        Assert.Equal(TimeSpan.FromMinutes(1), pipeline.Source.AllowedLateness);
        Assert.Equal(TimeSpan.FromSeconds(10), pipeline.Source.IdleAfter);
        Assert.Equal(TimeSpan.FromMinutes(10), pipeline.Source.FutureLimit);
        Assert.Equal(1 << 20, pipeline.Source.MaxRecordBytes);
    }

    [Fact]
    public void What_is_given_wins_over_the_defaults()
    {
        var pipeline = PipelineText.ReadOne(PipelineText.Valid + """

            pipelines.shop { shards = 16, source { partitions = 2, late-after = 0s, allowed-lateness = 1h, max-record-bytes = 64KiB } }
            """);

        Assert.Equal(16, pipeline.Shards);
        Assert.Equal(2, pipeline.Source.Partitions);
        Assert.Equal(TimeSpan.Zero, pipeline.Source.LateAfter);
        Assert.Equal(TimeSpan.FromHours(1), pipeline.Source.AllowedLateness);
        Assert.Equal(65_536, pipeline.Source.MaxRecordBytes);
    }

    [Fact]
    public void Windows_tumble_and_keys_serve_where_nothing_else_is_said()
    {
        var view = PipelineText.ReadOne(Without("serve-by", Replaced("{ length = 10s, every = 5s }", "{ length = 10s }"))).Views[0];

        Assert.Equal(new WindowDefinition(10_000, 10_000), view.Window);
        Assert.Equal([["event"]], view.ServeBy);
    }

    [Theory]
    [InlineData("site-log", "page-visits client-visits")]
    [InlineData("access-log", "page-visits client-visits")]
    [InlineData("csc8101", "page-visitors client-visits")]
    public void Shipped_pipelines_are_read(string name, string views)
    {
        var pipeline = PipelineText.Shipped(name);

        Assert.Equal(name, pipeline.Name);
        Assert.Equal(views.Split(' '), pipeline.Views.Select(view => view.Name));
        Assert.NotNull(ActorPipeline.Decoding.EventDecoder.Create(pipeline.Source));
    }

    [Fact]
    public void All_functions_make_columns()
    {
        var columns = PipelineText.ReadOne(Replaced(
            "orders = count, total = \"sum(price)\"",
            "a = count, b = \"distinct( coupon )\", c = \"sum (price)\", d = \"min(price)\", e = \"max(price)\", f = \"avg(price)\", g = \"last(event)\"")).Views[0].Columns;

        Assert.Equal(Enum.GetValues<ColumnKind>(), columns.Select(column => column.Kind));
        Assert.Equal([-1, 2, 1, 1, 1, 1, 0], columns.Select(column => column.Field));
    }

    [Fact]
    public void The_time_may_be_a_declared_field_or_the_records_own()
    {
        var field = PipelineText.ReadOne(Replaced("{ event = event,", "{ when = created_at, event = event,").Replace("field = at", "field = when", StringComparison.Ordinal));
        var record = PipelineText.ReadOne(Replaced("time { field = at, pattern = unix }", "time = record"));

        Assert.Equal("created_at", field.Source.Time.Path);
        Assert.Null(record.Source.Time.Path);
    }

    [Fact]
    public void A_csv_source_has_commas_unless_it_says_otherwise()
    {
        const string Csv = "pipelines.c { source { topic = t, format = csv, columns = \"a, b\", time = record, fields { x = b } }\n"
            + "views { v { key = x, window.length = 1s, columns { n = count } } } }";

        Assert.Equal(',', PipelineText.ReadOne(Csv).Source.Separator);
        Assert.Equal('\t', PipelineText.ReadOne(Csv.Replace("format = csv", "format = csv, separator = \"\\t\"", StringComparison.Ordinal)).Source.Separator);
        Assert.Equal(["a", "b"], PipelineText.ReadOne(Csv).Source.Columns);
    }

    [Fact]
    public void No_pipelines_are_none() => Assert.Empty(PipelineText.ReadAll("a = 1"));

    private static string Replaced(string old, string @new)
    {
        Assert.Contains(old, PipelineText.Valid, StringComparison.Ordinal);
        return PipelineText.Valid.Replace(old, @new, StringComparison.Ordinal);
    }

    private static string Without(string setting, string text) =>
        string.Join('\n', text.Split('\n').Where(line => !line.Contains(setting, StringComparison.Ordinal)));
}
