using ActorPipeline.Actors.Messages;
using ActorPipeline.Actors.Regions;
using ActorPipeline.Asking;
using Xunit;

namespace ActorPipeline.Actors.Tests.Regions;

public class PartitionExtractorTests
{
    private readonly PartitionExtractor _extractor = new(32);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(31, "31")]
    [InlineData(32, null)]
    [InlineData(-1, null)]
    public void A_question_is_for_the_entity_of_its_number_and_for_none_beyond_the_last(int partition, string? entity)
    {
        var message = new PartitionEnvelope(partition, new WakeUp(), TimeSpan.Zero);
        Assert.Equal(entity, _extractor.EntityId(message));
        Assert.Equal(entity, _extractor.ShardId(message));
        Assert.Same(message, _extractor.EntityMessage(message));
    }

    // The numbers are those that the intake of every node gives these keys: another hash would ask the wrong shard.
    [Theory]
    [InlineData(new[] { "/" }, "7")]
    [InlineData(new[] { "topic", "/page" }, "15")]
    [InlineData(new[] { "" }, "0")]
    public void A_question_about_a_key_is_for_the_shard_that_holds_it(string[] key, string entity)
    {
        var message = new KeyEnvelope("pages", key, new GetEntity("pages", key), TimeSpan.Zero);
        Assert.Equal(entity, _extractor.EntityId(message));
        Assert.Equal(entity, _extractor.ShardId(entity, message));
    }

    [Fact]
    public void Whatever_else_comes_is_for_nobody()
    {
        Assert.Null(_extractor.EntityId("text"));
        Assert.Null(_extractor.ShardId(HandOver.Instance));
    }
}
