namespace ActorPipeline.Shards;

/// <summary>Bounds of a shard's state. They are part of what state is a function of: the same log with other bounds may give other rows.</summary>
/// <param name="MaxGroupsPerPane">The most groups (key and breakdown) a pane keeps; further ones count under an overflow key.</param>
/// <param name="ExactDistinctLimit">The largest distinct count that is kept exactly.</param>
/// <param name="MaxRowsPerBatch">About how many rows one <see cref="Views.RowBatch"/> holds at the most.</param>
public sealed record ShardOptions(int MaxGroupsPerPane = 1_000_000, int ExactDistinctLimit = 100_000, int MaxRowsPerBatch = 32_768);
