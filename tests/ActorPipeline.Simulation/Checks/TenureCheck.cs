using ActorPipeline.Asking;
using ActorPipeline.Checkpoints;
using ActorPipeline.EventLake;
using ActorPipeline.Log;
using ActorPipeline.Status;
using ActorPipeline.Storage;

namespace ActorPipeline.Simulation.Checks;

/// <summary>What one node writes, it writes as long as a partition is its own: nothing after it has handed over, nothing once it knows that it has lost it,
/// and what it hands over nobody does again.</summary>
/// <param name="world">The world.</param>
/// <param name="node">The node's name.</param>
internal sealed class TenureCheck(World world, string node)
{
    private readonly HashSet<(PlacedRole Role, int Partition)> _released = [];
    private readonly Dictionary<(PlacedRole Role, int Partition), DateTimeOffset> _lost = [];
    private readonly Dictionary<int, DateTimeOffset> _fenced = [];
    private int _failures;

    /// <summary>How far the node's actors have come.</summary>
    public PipelineBoard? Board { get; set; }

    /// <summary>An actor of the node has failed: what it held is gone.</summary>
    public void Failed() => _failures++;

    /// <summary>The engine did not do what a placement asked for.</summary>
    public void Unexpected(Exception failure) => world.Fail($"{node}: {failure}");

    /// <summary>The node is given a partition.</summary>
    public void Given((PlacedRole Role, int Partition) seat)
    {
        world.Trace.Add($"{node} is given {seat}");
        _released.Remove(seat);
        _lost.Remove(seat);
        _fenced.Remove(seat.Role == PlacedRole.Shards ? seat.Partition : -1);
    }

    /// <summary>How far the node has come with a partition that it is to hand over, and how many of its actors had failed by then.</summary>
    public (long Offset, int Failures)? Before((PlacedRole Role, int Partition) seat) => seat.Role switch
    {
        PlacedRole.Intake => Board?.Intake(seat.Partition) is { Trouble: null } report ? (report.Read, _failures) : null,
        PlacedRole.Lake => Board?.Lake(seat.Partition) is { Trouble: null } report ? (report.Read, _failures) : null,
        PlacedRole.Batch => null,
        _ => Board?.Shard(seat.Partition)?.Status is { State: "running" } status ? (status.Offset, _failures) : null,
    };

    /// <summary>The node has handed a partition over.</summary>
    /// <param name="seat">The partition.</param>
    /// <param name="before">What <see cref="Before"/> gave; null when it was in haste.</param>
    public void Released((PlacedRole Role, int Partition) seat, (long Offset, int Failures)? before)
    {
        world.Trace.Add($"{node} has handed over {seat}");
        _released.Add(seat);
        if (before is { } known && known.Failures == _failures)
        {
            Action<int, long> check = seat.Role switch
            {
                PlacedRole.Intake => CheckNothingIsReadAgain,
                PlacedRole.Lake => CheckAllIsInTheLake,
                _ => CheckNothingIsReplayed,
            };
            check(seat.Partition, known.Offset);
        }
    }

    /// <summary>The node is told that it has lost a partition.</summary>
    public void Lost((PlacedRole Role, int Partition) seat)
    {
        world.Trace.Add($"{node} has lost {seat}");
        _lost[seat] = world.Clock.GetUtcNow();
    }

    /// <summary>The node goes on after it stood still: what it was told it has not yet heard.</summary>
    public void Resumed()
    {
        foreach (var seat in _lost.Keys)
        {
            _lost[seat] = world.Clock.GetUtcNow();
        }
    }

    /// <summary>The node has found that another owns a shard.</summary>
    public void Fenced(int shard) => _fenced[shard] = world.Clock.GetUtcNow();

    /// <summary>The node writes something for a partition.</summary>
    public void Writes(PlacedRole role, int partition, string what)
    {
        if (_released.Contains((role, partition)))
        {
            world.Fail($"{node} writes {what} of {role} {partition} after it has handed over");
        }
        else if (_lost.TryGetValue((role, partition), out var since) && world.Clock.GetUtcNow() > since)
        {
            world.Fail($"{node} writes {what} of {role} {partition} after it has lost it");
        }
    }

    /// <summary>The node takes a shard.</summary>
    public void Takes(int shard)
    {
        if (_fenced.Remove(shard, out var since) && world.Clock.GetUtcNow() - since < world.Scenario.Options.Backoff.Longest)
        {
            world.Fail($"{node} takes shard {shard} again {(world.Clock.GetUtcNow() - since).TotalMilliseconds} ms after it was taken from it");
        }
    }

    private void CheckNothingIsReadAgain(int partition, long read)
    {
        var pipeline = world.Scenario.Pipeline;
        var committed = world.Log.FurthestCommit(pipeline.IntakeGroup, new TopicPartition(pipeline.Source.Topic, partition));
        if (committed < read)
        {
            world.Fail($"{node} has read partition {partition} up to {read} and hands over what is from {committed} on");
        }
    }

    private void CheckAllIsInTheLake(int partition, long read)
    {
        var pointer = world.Store.PointerOf(LakeCommit.PlaceOf(world.Scenario.Pipeline.Name, partition));
        var committed = pointer.Current.IsEmpty ? 0 : LakeCommitText.Read(pointer.Current).Span.To;
        if (World.ProcessOf(pointer.Owner) == node && committed < read)
        {
            world.Fail($"{node} has read partition {partition} up to {read} and hands over a lake that holds what is below {committed}");
        }
    }

    private void CheckNothingIsReplayed(int shard, long applied)
    {
        var pointer = world.Store.PointerOf(new ShardId(world.Scenario.Pipeline.Name, shard));
        var covered = pointer.Current.IsEmpty ? 0 : ManifestCodec.Read(pointer.Current.Span).NextOffset;
        if (World.ProcessOf(pointer.Owner) == node && covered < applied)
        {
            world.Fail($"{node} has applied {applied} records of shard {shard} and hands over {covered}");
        }
    }
}
