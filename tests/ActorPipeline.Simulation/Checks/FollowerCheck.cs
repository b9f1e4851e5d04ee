using System.Globalization;
using ActorPipeline.TestKit.Store;
using ActorPipeline.Views;

namespace ActorPipeline.Simulation.Checks;

/// <summary>Whoever follows one epoch of a shard sees each row's revisions only grow.</summary>
/// <param name="fail">Told what is wrong.</param>
internal sealed class FollowerCheck(Action<string> fail)
{
    private readonly Dictionary<int, Dictionary<RowId, int>> _shards = [];

    /// <summary>A shard was taken again: it replays.</summary>
    public void Recovered(string shard, long epoch) => _shards.Remove(int.Parse(shard.Split('/')[1], CultureInfo.InvariantCulture));

    /// <summary>Sees rows.</summary>
    public void See(RowBatch batch)
    {
        if (!_shards.TryGetValue(batch.Shard, out var seen))
        {
            _shards[batch.Shard] = seen = [];
        }

        for (var i = 0; i < batch.Count; i++)
        {
            var id = RowId.Of(batch.RowAt(i));
            if (seen.TryGetValue(id, out var before) && before >= batch.Revision)
            {
                fail($"a follower saw revision {batch.Revision} of {id} after {before} in one epoch");
            }

            seen[id] = batch.Revision;
        }
    }
}
