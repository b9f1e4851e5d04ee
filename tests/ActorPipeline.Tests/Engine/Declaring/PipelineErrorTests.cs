using ActorPipeline.Hocon.Origins;
using Xunit;

namespace ActorPipeline.Tests.Engine.Declaring;

public class PipelineErrorTests
{
    [Theory]
    [InlineData("pipelines.shop {", "pipelines.Shop {", "1: pipelines.Shop: expected a pipeline's name of lower-case letters, digits and dashes that begins with a letter, at most 48 long; found 'Shop'")]
    [InlineData("topic = shop-events", "", "2: pipelines.shop.source.topic: expected text; found nothing")]
    [InlineData("topic = shop-events", "topic = \"a b\"", "3: pipelines.shop.source.topic: expected a topic's name of letters, digits, dots, underscores and dashes, at most 249 long; found \"a b\"")]
    [InlineData("topic = shop-events", "topik = shop-events", "3: pipelines.shop.source.topik: expected one of topic, partitions, format, separator, columns, layout, time, fields, late-after, allowed-lateness, idle-after, future-limit, watermark-lead, jump-limit, jump-confirmations, max-record-bytes (did you mean topic?); found a setting of this name")]
    [InlineData("format = json", "format = avro", "4: pipelines.shop.source.format: expected one of delimited, json, csv, access-log, w3c; found \"avro\"")]
    [InlineData("format = json", "format = csv", "2: pipelines.shop.source.columns: expected a list, or text with commas between its items; found nothing")]
    [InlineData("format = json", "format = csv, columns = [event, at, coupn]", "6: pipelines.shop.source.fields.price: expected header.NAME, remote.ip or one of the columns event, at, coupn; found \"order.price\"")]
    [InlineData("format = json", "format = csv, columns = [a, a]", "4: pipelines.shop.source.columns: expected the names of all columns in order, each once; found a, a")]
    [InlineData("format = json", "format = json, columns = [a]", "4: pipelines.shop.source.columns: expected no columns: only delimited, csv and w3c records have them; found a list")]
    [InlineData("format = json", "format = json, separator = \";\"", "4: pipelines.shop.source.separator: expected no separator: only delimited and csv records have one; found \";\"")]
    [InlineData("format = json", "format = access-log", "6: pipelines.shop.source.fields.event: expected header.NAME, remote.ip or one of ip, identity, user, time, method, target, path, query, protocol, status, bytes, referer, agent, vhost; found \"event\"")]
    [InlineData("pattern = unix", "pattern = yyyy-MM", "5: pipelines.shop.source.time.pattern: expected a date pattern with year, month and day (it has no dd), or one of unix, unix-ms, iso, apache, auto; found \"yyyy-MM\"")]
    [InlineData("pattern = unix", "zone = Europe/Atlantis", "5: pipelines.shop.source.time.zone: expected the name of a time zone such as UTC or Europe/Berlin, and there is no 'Europe/Atlantis' on this machine; found \"Europe/Atlantis\"")]
    [InlineData("time { field = at, pattern = unix }", "", "2: pipelines.shop.source.time: expected an object such as { field = timestamp, pattern = auto }, or record for the record's own timestamp; found nothing")]
    [InlineData("event = event,", "2nd = event,", "6: pipelines.shop.source.fields.2nd: expected a name of letters, digits and underscores that begins with no digit, at most 48 long; found '2nd'")]
    [InlineData("event = event,", "event = url..page,", "6: pipelines.shop.source.fields.event: expected a path of member names with dots between, as in url.page, names that hold dots in quotes, as in \"url.path\", and items of arrays by their place, as in tags[0]; found \"url..page\"")]
    [InlineData("event = event,", "event = header.,", "6: pipelines.shop.source.fields.event: expected the name of a header, as in header.Host; found \"header.\"")]
    [InlineData("optional = true", "optionel = true", "6: pipelines.shop.source.fields.coupon.optionel: expected one of path, optional (did you mean optional?); found a setting of this name")]
    [InlineData("key = [event]", "key = [evnt]", "10: pipelines.shop.views.orders.key: expected fields out of event, price, coupon (did you mean event?); found 'evnt'")]
    [InlineData("key = [event]", "key = []", "10: pipelines.shop.views.orders.key: expected 1 to 16 fields, each once; found []")]
    [InlineData("key = [event]", "key = [event, event]", "10: pipelines.shop.views.orders.key: expected 1 to 16 fields, each once; found [event, event]")]
    [InlineData("by = [coupon]", "by = [event]", "11: pipelines.shop.views.orders.by: expected fields that are not in key; found event")]
    [InlineData("by = [coupon]", "by = [\"words(coupon)\"]", "11: pipelines.shop.views.orders.by: expected fields out of event, price, coupon; splitting text into words is not available; found 'words(coupon)'")]
    [InlineData("window { length = 10s, every = 5s }", "", "9: pipelines.shop.views.orders.window: expected a window such as { length = 5s } or { length = 2m, every = 1m }; running totals without one are not available; found nothing")]
    [InlineData("every = 5s", "every = 11s", "12: pipelines.shop.views.orders.window.every: expected a duration such as 500ms, 5s, 2 minutes or 1d, from 1ms to 10s; found \"11s\"")]
    [InlineData("length = 10s", "length = 0s", "12: pipelines.shop.views.orders.window.length: expected a duration such as 500ms, 5s, 2 minutes or 1d, from 1ms to 366d; found \"0s\"")]
    [InlineData("every = 5s", "every = 1.5ms", "12: pipelines.shop.views.orders.window.every: expected a duration of whole milliseconds; found \"1.5ms\"")]
    [InlineData("every = 5s", "every = 3ms", "12: pipelines.shop.views.orders.window.every: expected a distance of windows that cuts them into at most 1440 panes; found 3ms, which makes 10000 panes of 1ms")]
    [InlineData("every = 5s", "zone = Europe/Atlantis", "12: pipelines.shop.views.orders.window.zone: expected the name of a time zone such as UTC or Europe/Berlin, and there is no 'Europe/Atlantis' on this machine; found \"Europe/Atlantis\"")]
    [InlineData("every = 5s", "zone = Europe/Berlin", "12: pipelines.shop.views.orders.window.length: expected 1h, 2h, 3h, 4h, 6h, 8h, 12h or whole days, since the windows have a zone; found \"10s\"")]
    [InlineData("length = 10s, every = 5s", "length = 90m, zone = Europe/Berlin", "12: pipelines.shop.views.orders.window.length: expected 1h, 2h, 3h, 4h, 6h, 8h, 12h or whole days, since the windows have a zone; found \"90m\"")]
    [InlineData("length = 10s, every = 5s", "length = 5h, zone = Europe/Berlin", "12: pipelines.shop.views.orders.window.length: expected 1h, 2h, 3h, 4h, 6h, 8h, 12h or whole days, since the windows have a zone; found \"5h\"")]
    [InlineData("length = 10s, every = 5s", "length = 36h, zone = UTC", "12: pipelines.shop.views.orders.window.length: expected 1h, 2h, 3h, 4h, 6h, 8h, 12h or whole days, since the windows have a zone; found \"36h\"")]
    [InlineData("length = 10s, every = 5s", "length = 1d, every = 1h, zone = Europe/Berlin", "12: pipelines.shop.views.orders.window.every: expected no other distance than the length, since the windows have a zone; found \"1h\"")]
    [InlineData("length = 10s, every = 5s", "length = 1d, zon = Europe/Berlin", "12: pipelines.shop.views.orders.window.zon: expected one of length, every, zone (did you mean zone?); found a setting of this name")]
    [InlineData("orders = count,", "orders = counts,", "13: pipelines.shop.views.orders.columns.orders: expected count, distinct(field), sum(field), min(field), max(field), avg(field) or last(field); found \"counts\"")]
    [InlineData("orders = count,", "orders = \"count(event)\",", "13: pipelines.shop.views.orders.columns.orders: expected count, without a field; found \"count(event)\"")]
    [InlineData("\"sum(price)\"", "sum", "13: pipelines.shop.views.orders.columns.total: expected sum(field); found \"sum\"")]
    [InlineData("\"sum(price)\"", "\"sum(prize)\"", "13: pipelines.shop.views.orders.columns.total: expected a function of one of the fields event, price, coupon (did you mean price?); found \"sum(prize)\"")]
    [InlineData("orders = count,", "event = count,", "13: pipelines.shop.views.orders.columns.event: expected a name of letters, digits and underscores that begins with no digit, at most 48 long, and is neither window nor in key or by; found 'event'")]
    [InlineData("\"event = 'order'\"", "\"event ~ 'order'\"", "14: pipelines.shop.views.orders.where: expected a field, a literal or an operator at character 7, where there is ~; found \"event ~ 'order'\"")]
    [InlineData("[[event, window], [event, coupon]]", "[event, window]", "15: pipelines.shop.views.orders.serve-by: expected a list of lists of names, as in [[topic, window], [topic, page]]; found one that is no list in it")]
    [InlineData("[[event, window], [event, coupon]]", "[[event, cupon]]", "15: pipelines.shop.views.orders.serve-by: expected names out of event, coupon, window (did you mean coupon?); found 'cupon'")]
    [InlineData("[[event, window], [event, coupon]]", "[[window]]", "15: pipelines.shop.views.orders.serve-by: expected lists with each name once, and one at least that is not window; found [window]")]
    public void What_cannot_run_is_refused_with_its_line(string old, string @new, string expected)
    {
        Assert.Contains(old, PipelineText.Valid, StringComparison.Ordinal);
        var text = PipelineText.Valid.Replace(old, @new, StringComparison.Ordinal);

        Assert.Equal($"shop.conf:{expected}", Assert.Throws<ConfigurationException>(() => PipelineText.ReadAll(text)).Message);
    }

    [Fact]
    public void A_pipeline_without_views_is_refused() => Assert.Equal(
        "shop.conf:2: pipelines.shop.views: expected at least one view; found an object",
        Assert.Throws<ConfigurationException>(() => PipelineText.ReadAll(
            "pipelines.shop { source { topic = t, format = json, time = record, fields.a = a }\n views {} }")).Message);
}
