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
    public void The_time_may_be_a_date_and_a_time_of_day()
    {
        var pair = PipelineText.ReadOne(Replaced("time { field = at, pattern = unix }", "time { fields = [day, at.clock], zone = Europe/Berlin }"));

        Assert.Equal(new TimeDefinition("day", "auto", "Europe/Berlin", "at.clock"), pair.Source.Time);
    }

    [Theory]
    [InlineData("fields = [day]", "pipelines.shop.source.time.fields: expected two fields, a date and a time of day, as in [date, time], in place of field; found day")]
    [InlineData("fields = [day, day]", "pipelines.shop.source.time.fields: expected two fields, a date and a time of day, as in [date, time], in place of field; found day, day")]
    [InlineData("fields = [day, clock], pattern = unix", "pipelines.shop.source.time.pattern: expected iso, auto or a date pattern, since fields are a date and a time of day; found \"unix\"")]
    public void A_pair_that_is_none_is_refused(string setting, string expected)
    {
        var error = Assert.Throws<ActorPipeline.Hocon.Origins.ConfigurationException>(
            () => PipelineText.ReadOne(Replaced("field = at, pattern = unix", setting)));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layout_names_the_parts_that_fields_are_read_from_and_how_the_time_is_written()
    {
        var source = PipelineText.ReadOne(AccessLog("$time_iso8601 $remote_addr \\\"$request\\\" $request_time", "ip = ip, page = path, seconds = request_time")).Source;

        Assert.Equal("$time_iso8601 $remote_addr \"$request\" $request_time", source.Layout);
        Assert.Equal(new TimeDefinition("time", "iso", "UTC"), source.Time);
    }

    [Theory]
    [InlineData("%h %y", "x = ip", "source.layout: expected a directive of LogFormat that is known here; %y at character 4 is not (docs/formats-in.md lists them); found \"%h %y\"")]
    [InlineData("%h %{%H:%M}t", "x = ip", "source.layout: expected a date pattern with year, month and day (it has no yyyy and no MM and no dd), or one of unix, unix-ms, iso, apache, auto; found \"%h %{%H:%M}t\"")]
    [InlineData("%h %t", "x = agent", "source.fields.x: expected header.NAME, remote.ip or one of ip, time; found \"agent\"")]
    [InlineData("%h %r", "x = ip", "source.time: expected an object such as { field = timestamp, pattern = auto }, or record for the record's own timestamp; found nothing")]
    public void A_layout_that_does_not_serve_is_refused(string layout, string fields, string expected)
    {
        var error = Assert.Throws<ActorPipeline.Hocon.Origins.ConfigurationException>(() => PipelineText.ReadOne(AccessLog(layout, fields)));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_W3C_log_has_columns_and_the_time_of_its_date_and_time()
    {
        var source = PipelineText.ReadOne(
            "pipelines.w { source { topic = t, format = w3c, columns = [date, time, \"cs(User-Agent)\"], fields { agent = \"cs(User-Agent)\" } }\n"
            + "views { v { key = agent, window.length = 1s, columns { n = count } } } }").Source;

        Assert.Equal(new TimeDefinition("date", "iso", "UTC", "time"), source.Time);
        Assert.Equal(["date", "time", "cs(User-Agent)"], source.Columns);
    }

    private static string AccessLog(string layout, string fields) =>
        $"pipelines.a {{ source {{ topic = t, format = access-log, layout = \"{layout}\", fields {{ {fields} }} }}\n"
        + "views { v { key = [" + fields.Split(' ')[0] + "], window.length = 1s, columns { n = count } } } }";

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
