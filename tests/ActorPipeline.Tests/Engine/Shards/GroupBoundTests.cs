using ActorPipeline.Batches;
using ActorPipeline.Checkpoints;
using ActorPipeline.Definitions;
using ActorPipeline.Hashing;
using ActorPipeline.Shards;
using ActorPipeline.Tests.Engine.Hashing;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Tests.Engine.Shards;

public class GroupBoundTests
{
    private static readonly PipelineDefinition Pipeline = Story.Define(1, 0, 0, new WindowDefinition(10_000, 10_000));

    private long _offset;

    // Which groups a checkpoint has frozen is known by their hashes: keys that share one would all pass for known, and nothing would bound them.
    [Fact]
    public void Keys_that_collide_under_Murmur3_are_bounded_as_others_are()
    {
        var state = new ShardState(Pipeline, 0, 1, new ShardOptions(MaxGroupsPerPane: 2), TableHash.Create());
        var keys = Collisions.OfMurmur3(4);
        Apply(state, keys[..1]);
        CheckpointDraft.Take(state, 0, 0);
        Apply(state, keys[1..2]);
        Apply(state, keys[2..]);

        Assert.Equal(keys.Count - 2, state.Counters.Overflow);
        Assert.Equal(keys.Count, state.Counters.Applied);
    }

    private void Apply(ShardState state, List<byte[]> keys)
    {
        var batch = new EventBatch(Pipeline.Views) { SourceEpoch = 1, Base = _offset, Through = _offset += keys.Count, WatermarkMs = 0 };
        var section = batch.Sections[0];
        section.Firsts.Add(new WindowFirst(0, 0));
        section.Panes.Add(new PaneKey(0, 0));
        for (var i = 0; i < keys.Count; i++)
        {
            section.UnitKey.Add(batch.Texts.Add(keys[i]));
            section.UnitPane.Add(0);
            section.UnitCount.Add(1);
            section.Columns[1].Text.Add(0);
            section.EventOffset.Add(i);
            section.EventUnit.Add(i);
            section.EventPrimary.Add(1);
        }

        state.Apply(batch, new List<RowBatch>());
    }
}
