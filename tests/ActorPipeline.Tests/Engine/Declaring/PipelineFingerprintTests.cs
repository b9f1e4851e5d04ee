using ActorPipeline.Declaring;
using ActorPipeline.Definitions;
using ActorPipeline.Storage;
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

    [Theory]
    [InlineData("pipelines.shop {", "pipelines.shop { shards = 8", "shards = 8")]
    [InlineData("every = 5s", "every = 2s", "orders.window = length 10s, every 2s")]
    [InlineData("length = 10s, every = 5s", "length = 1d, zone = Europe/Berlin", "orders.window = length 1d, every 1d, zone Europe/Berlin")]
    [InlineData("length = 10s, every = 5s", "length = 1d", "orders.window = length 1d, every 1d")]
    [InlineData("by = [coupon]", "", "orders.by = ")]
    [InlineData("\"sum(price)\"", "\"max(price)\"", "orders.columns = orders = count, total = max(price)")]
    [InlineData("event = 'order'", "event = 'buy'", "orders.where = event = 'buy'")]
    [InlineData("order.price", "order.amount", null)]
    [InlineData("pattern = unix", "pattern = auto", null)]
    public void A_change_that_stored_state_depends_on_changes_one_line(string old, string @new, string? expected)
    {
        Assert.Contains(old, PipelineText.Valid, StringComparison.Ordinal);
        var text = PipelineText.Valid.Replace(old, @new, StringComparison.Ordinal).Replace("serve-by = [[event, window], [event, coupon]]", "", StringComparison.Ordinal);

        var changed = PipelineFingerprint.Of(PipelineText.ReadOne(text)).Split('\n').Except(PipelineFingerprint.Of(Shop).Split('\n'));

        string[] wanted = expected is null ? [] : [expected];
        Assert.Equal(wanted, changed);
    }

    [Theory]
    [InlineData("a = 0\nb = 1\n", "a = 0\nb = 2\n", "it was \"b = 1\", now it is \"b = 2\"")]
    [InlineData("a = 0\n", "a = 0\nc = 0\n", "it was \"\", now it is \"c = 0\"")]
    public void A_refusal_names_the_first_line_that_has_changed(string stored, string wanted, string expected) =>
        Assert.Contains($": {expected};", new FingerprintMismatchException("shop", stored, wanted).Message, StringComparison.Ordinal);
}
