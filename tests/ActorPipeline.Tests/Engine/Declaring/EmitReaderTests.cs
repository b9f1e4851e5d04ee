using ActorPipeline.Definitions;
using ActorPipeline.Hocon.Origins;
using Xunit;

namespace ActorPipeline.Tests.Engine.Declaring;

public class EmitReaderTests
{
    [Fact]
    public void Rows_go_to_the_store_where_nothing_else_is_said()
    {
        var emit = PipelineText.ReadOne(PipelineText.Valid).Emit;

        Assert.True(emit.ToStore);
        Assert.Null(emit.Topics);
    }

    [Theory]
    [InlineData("topic", false)]
    [InlineData("[topic]", false)]
    [InlineData("[store, topic]", true)]
    [InlineData("\"topic, store\"", true)]
    [InlineData("{ to = \"store,topic\" }", true)]
    public void A_list_of_places_means_json_in_one_topic(string declared, bool toStore)
    {
        var pipeline = Read(declared);
        var emit = pipeline.Emit;

        Assert.Equal(toStore, emit.ToStore);
        Assert.Equal(RowTextFormat.Json, emit.Topics!.Format);
        Assert.Equal(["ap.shop.rows"], pipeline.RowTopics);
        Assert.True(emit.Topics.AreShared);
    }

    [Fact]
    public void Every_view_can_have_a_topic_of_its_own()
    {
        var pipeline = Read("{ to = topic, format = delimited, topics = per-view, topic-prefix = OUT- }");

        Assert.Equal(RowTextFormat.Delimited, pipeline.Emit.Topics!.Format);
        Assert.Equal(["OUT-orders"], pipeline.RowTopics);
        Assert.False(pipeline.Emit.Topics.AreShared);
        Assert.Equal(["x.shop.rows.orders"], (Read("{ to = topic, topics = per-view }") with { TopicPrefix = "x." }).RowTopics);
    }

    [Theory]
    [InlineData("elsewhere", "emit-to: expected places out of store, topic; found 'elsewhere'")]
    [InlineData("[store, topik]", "emit-to: expected places out of store, topic (did you mean topic?); found 'topik'")]
    [InlineData("[]", "emit-to: expected store, topic or both, each once; found []")]
    [InlineData("[topic, topic]", "emit-to: expected store, topic or both, each once; found [topic, topic]")]
    [InlineData("{ format = json }", "emit-to.to: expected a list, or text with commas between its items; found nothing")]
    [InlineData("{ to = topic, form = json }", "emit-to.form: expected one of to, format, topics, topic-prefix (did you mean format?); found a setting of this name")]
    [InlineData("{ to = topic, format = xml }", "emit-to.format: expected one of json, delimited; found \"xml\"")]
    [InlineData("{ to = topic, topics = two }", "emit-to.topics: expected one of one, per-view; found \"two\"")]
    [InlineData("{ to = store, format = json }", "emit-to.format: expected no format: rows do not go to a topic, since to does not name topic; found \"json\"")]
    [InlineData("{ to = topic, topic-prefix = x }", "emit-to.topic-prefix: expected no topic-prefix: it begins the names of topics = per-view; the one topic is ap.shop.rows; found \"x\"")]
    [InlineData("{ to = topic, topics = per-view, topic-prefix = \"a b\" }", "emit-to.topic-prefix: expected the beginning of a topic's name of letters, digits, dots, underscores and dashes, at most 249 long; found 'a borders'")]
    public void What_cannot_be_meant_is_refused_with_its_place(string declared, string expected)
    {
        var refusal = Assert.Throws<ConfigurationException>(() => Read(declared));

        Assert.Equal($"shop.conf:19: pipelines.shop.{expected}", refusal.Message);
    }

    [Fact]
    public void Rows_may_not_go_where_their_own_events_come_from()
    {
        var declared = PipelineText.Valid.Replace("topic = shop-events", "topic = shop-orders", StringComparison.Ordinal);

        var refusal = Assert.Throws<ConfigurationException>(() => Read("{ to = topic, topics = per-view, topic-prefix = shop- }", declared));

        Assert.Equal("shop.conf:19: pipelines.shop.emit-to.topic-prefix: expected topics that the pipeline does not use otherwise; found 'shop-orders'", refusal.Message);
    }

    [Fact]
    public void Two_pipelines_do_not_emit_to_one_topic()
    {
        const string Emit = "{ to = topic, topics = per-view, topic-prefix = OUT- }";
        var second = PipelineText.Valid.Replace("pipelines.shop", "pipelines.kiosk", StringComparison.Ordinal);

        var refusal = Assert.Throws<ConfigurationException>(() => PipelineText.ReadAll(
            $"{PipelineText.Valid}\npipelines.shop.emit-to = {Emit}\n{second}\npipelines.kiosk.emit-to = {Emit}"));

        Assert.EndsWith("pipelines.kiosk.emit-to: expected topics that no other pipeline emits rows to; found 'OUT-orders', which shop emits to", refusal.Message, StringComparison.Ordinal);
    }

    private static PipelineDefinition Read(string emit, string pipeline = PipelineText.Valid) => PipelineText.ReadOne($"{pipeline}\npipelines.shop.emit-to = {emit}");
}
