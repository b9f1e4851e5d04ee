using ActorPipeline.Declaring;
using ActorPipeline.Definitions;
using Xunit;

namespace ActorPipeline.Tests.Engine.Declaring;

public class PipelineFingerprintTests
{
    private static readonly PipelineDefinition Shop = PipelineText.ReadOne(PipelineText.Valid);

    [Fact]
    public void The_text_is_fixed() => Assert.Equal(
        """
        format = 1
        shards = 4
        views = orders
        orders.key = event
        orders.by = coupon
        orders.window = length 10s, every 5s
        orders.where = event = 'order'
        orders.columns = orders = count, total = sum(price)

        """,
        PipelineFingerprint.Of(Shop));

    [Fact]
    public void The_same_definition_has_no_difference() =>
        Assert.Equal("", PipelineFingerprint.Difference(PipelineFingerprint.Of(Shop), PipelineFingerprint.Of(PipelineText.ReadOne(PipelineText.Valid))));

    [Theory]
    [InlineData("pipelines.shop {", "pipelines.shop { shards = 8", "shards was '4', is now '8'")]
    [InlineData("every = 5s", "every = 2s", "orders.window was 'length 10s, every 5s', is now 'length 10s, every 2s'")]
    [InlineData("by = [coupon]", "", "orders.by was 'coupon', is now empty")]
    [InlineData("\"sum(price)\"", "\"max(price)\"", "orders.columns was 'orders = count, total = sum(price)', is now 'orders = count, total = max(price)'")]
    [InlineData("event = 'order'", "event = 'buy'", "orders.where was 'event = 'order'', is now 'event = 'buy''")]
    [InlineData("order.price", "order.amount", "")]
    [InlineData("pattern = unix", "pattern = auto", "")]
    public void A_change_is_said_in_one_line(string old, string @new, string expected)
    {
        Assert.Contains(old, PipelineText.Valid, StringComparison.Ordinal);
        var text = PipelineText.Valid.Replace(old, @new, StringComparison.Ordinal).Replace("serve-by = [[event, window], [event, coupon]]", "", StringComparison.Ordinal);

        Assert.Equal(expected, PipelineFingerprint.Difference(PipelineFingerprint.Of(Shop), PipelineFingerprint.Of(PipelineText.ReadOne(text))));
    }

    [Fact]
    public void A_view_that_is_new_or_gone_is_named_and_long_lists_are_cut()
    {
        var renamed = Shop with { Views = [.. Shop.Views.Select(view => view with { Name = "sales" })] };

        Assert.Equal(
            "views was 'orders', is now 'sales'; orders.key was 'event', is gone; orders.by was 'coupon', is gone; "
            + "orders.window was 'length 10s, every 5s', is gone; orders.where was 'event = 'order'', is gone; and 6 more",
            PipelineFingerprint.Difference(PipelineFingerprint.Of(Shop), PipelineFingerprint.Of(renamed)));
    }
}
