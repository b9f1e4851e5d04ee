using ActorPipeline.Decoding;
using ActorPipeline.Definitions;
using ActorPipeline.Definitions.Filters;
using ActorPipeline.Events;
using ActorPipeline.Tests.Engine.Decoding;
using Xunit;

namespace ActorPipeline.Tests.Engine.Definitions.Filters;

public class EventFilterTests
{
    private const string Record = """{"event":"order","price":"12.50","empty":"","name":"O'Brien"}""";

    private static readonly SourceDefinition Source = Sources.Json("event?", "price?", "empty?", "name?", "coupon?");
    private static readonly string[] Fields = [.. Source.Fields.Select(field => field.Name)];

    [Theory]
    [InlineData("event = 'order'", true)]
    [InlineData("event = 'Order'", false)]
    [InlineData("event != 'login'", true)]
    [InlineData("event != 'order'", false)]
    [InlineData("event < 'p'", true)]
    [InlineData("event <= 'order'", true)]
    [InlineData("event > 'order'", false)]
    [InlineData("event >= 'order'", true)]
    [InlineData("price = 12.5", true)]
    [InlineData("price = '12.5'", false)]
    [InlineData("price = '12.50'", true)]
    [InlineData("price != 12.5", false)]
    [InlineData("price < 100", true)]
    [InlineData("price < '100'", false)]
    [InlineData("price > -1e3", true)]
    [InlineData("price >= 12.5", true)]
    [InlineData("price <= 12.499999999", false)]
    [InlineData("event < 5", false)]
    [InlineData("event >= 5", false)]
    [InlineData("event != 5", true)]
    [InlineData("event in ('login', 'order')", true)]
    [InlineData("event in ('login')", false)]
    [InlineData("price in (1, 12.50, 3)", true)]
    [InlineData("not event in ('login')", true)]
    [InlineData("coupon is missing", true)]
    [InlineData("coupon is present", false)]
    [InlineData("empty is present", true)]
    [InlineData("empty = ''", true)]
    [InlineData("coupon = ''", false)]
    [InlineData("coupon != 'x'", true)]
    [InlineData("coupon < 'x'", false)]
    [InlineData("coupon in ('x', '')", false)]
    [InlineData("name = 'O''Brien'", true)]
    [InlineData("event = 'x' or event = 'order' and price > 100", false)]
    [InlineData("event = 'order' or event = 'x' and price > 100", true)]
    [InlineData("(event = 'order' or event = 'x') and price > 100", false)]
    [InlineData("not event = 'x' and price > 1", true)]
    [InlineData("not (event = 'order' and price > 1)", false)]
    [InlineData("NOT event IS MISSING AND event IN ('order')", true)]
    [InlineData("not not event='order'", true)]
    public void A_condition_takes_or_leaves_an_event(string text, bool expected)
    {
        var decoded = new DecodedEvent(Fields.Length);
        var record = System.Text.Encoding.UTF8.GetBytes(Record);
        Assert.False(EventDecoder.Create(Source).Decode(record, 0, default, decoded).IsError);

        var filter = EventFilter.Parse(text, Fields);

        Assert.Equal(expected, filter.Accepts(record, decoded));
        Assert.Equal(text, filter.Text);
    }

    [Theory]
    [InlineData("", "a field at character 1, where there is the end")]
    [InlineData("evnt = 'x'", "one of the fields event, price, empty, name, coupon (did you mean event?) at character 1, where there is evnt")]
    [InlineData("event", "=, !=, <, <=, >, >=, in or is at character 6, where there is the end")]
    [InlineData("event 'x'", "=, !=, <, <=, >, >=, in or is at character 7, where there is the text 'x'")]
    [InlineData("event =", "a number or a text in single quotes at character 8, where there is the end")]
    [InlineData("event = order", "a number or a text in single quotes at character 9, where there is order")]
    [InlineData("event = \"x\"", "a field, a literal or an operator at character 9, where there is \"")]
    [InlineData("price < 1.2.3", "a number or a text in single quotes at character 9, where there is 1.2.3")]
    [InlineData("price < 1e30", "a number or a text in single quotes at character 9, where there is 1e30")]
    [InlineData("event = 'x", "a closing quote at character 11, where there is the end")]
    [InlineData("event == 'x'", "a number or a text in single quotes at character 8, where there is =")]
    [InlineData("event in 'x'", "a list such as ('a', 'b') at character 10, where there is the text 'x'")]
    [InlineData("event in ()", "a number or a text in single quotes at character 11, where there is )")]
    [InlineData("event in ('x' 'y')", "a comma or a closing parenthesis at character 15, where there is the text 'y'")]
    [InlineData("event is null", "present or missing at character 10, where there is null")]
    [InlineData("(event = 'x'", "and, or, or a closing parenthesis at character 13, where there is the end")]
    [InlineData("event = 'x')", "and, or, or the end at character 12, where there is )")]
    [InlineData("event = 'x' event = 'y'", "and, or, or the end at character 13, where there is event")]
    [InlineData("event = 'x' & price > 1", "a field, a literal or an operator at character 13, where there is &")]
    public void What_is_no_condition_is_refused_with_its_character(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<FormatException>(() => EventFilter.Parse(text, Fields)).Message);

    [Fact]
    public void A_bottomless_condition_is_refused()
    {
        var nested = new string('(', 5000) + "event = 'x'" + new string(')', 4000);
        var wide = string.Join(" or ", Enumerable.Repeat("price > 1", 102));

        Assert.Contains("at most 100", Assert.Throws<FormatException>(() => EventFilter.Parse(nested, Fields)).Message, StringComparison.Ordinal);
        Assert.Contains("at most 100", Assert.Throws<FormatException>(() => EventFilter.Parse(wide, Fields)).Message, StringComparison.Ordinal);
        Assert.Contains("at most 10000", Assert.Throws<FormatException>(() => EventFilter.Parse(new string(' ', 10_001), Fields)).Message, StringComparison.Ordinal);
    }
}
