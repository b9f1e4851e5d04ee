using ActorPipeline.EventLake;
using ActorPipeline.TestKit.Lake;

namespace ActorPipeline.Simulation.Checks;

/// <summary>What readers of the lake see, at every moment: each event once, and only what was claimed.</summary>
/// <param name="world">The world.</param>
internal sealed class LakeCheck(World world)
{
    private readonly HashSet<(int Partition, long Offset)> _seen = [];

    /// <summary>What readers see has changed: all of it, each event once, whatever is being merged.</summary>
    public void SeeAll()
    {
        var events = world.Lake.EventsOf(world.Scenario.Pipeline.Name);
        if (events.Count != _seen.Count || !events.All(one => _seen.Contains((one.Partition, one.Offset))))
        {
            world.Fail($"readers see {events.Count} events of the {_seen.Count} that were published");
        }
    }

    /// <summary>Readers begin to see a file.</summary>
    public void See(LakeSpan span, IReadOnlyList<LakeEvent> events)
    {
        var pointer = world.Store.PointerOf(LakeCommit.PlaceOf(world.Scenario.Pipeline.Name, span.Partition));
        var claimed = pointer.Current.IsEmpty ? 0 : LakeCommitText.Read(pointer.Current).Span.To;
        if (span.To > claimed)
        {
            world.Fail($"readers see {span}, of which only what is below {claimed} is claimed");
        }

        foreach (var one in events)
        {
            if (one.Offset < span.From || one.Offset >= span.To)
            {
                world.Fail($"event {one.Partition}/{one.Offset} is in the file of {span}");
            }

            if (!_seen.Add((one.Partition, one.Offset)))
            {
                world.Fail($"event {one.Partition}/{one.Offset} is in the lake twice");
            }
        }
    }
}
