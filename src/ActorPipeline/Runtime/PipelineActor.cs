using ActorPipeline.Actors;
using ActorPipeline.Intake;
using ActorPipeline.Shards;

namespace ActorPipeline.Runtime;

/// <summary>Supervises one pipeline: an intake per source partition and an actor per shard, each restarted with back-off when it fails.</summary>
internal sealed class PipelineActor : ReceiveActor
{
    private readonly PipelineContext _context;

    /// <summary>Makes the supervisor.</summary>
    /// <param name="context">The pipeline's surroundings.</param>
    public PipelineActor(PipelineContext context)
    {
        _context = context;
        Receive<ToIntake>(letter => Context.Child(IntakeName(letter.Partition))!.Tell(letter.Message, Sender));
        Receive<ToShard>(letter => PassToShard(letter));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        for (var shard = 0; shard < _context.Pipeline.Shards; shard++)
        {
            var number = shard;
            Context.ActorOf(Props.Create(() => new ShardActor(_context, number)), ShardName(shard));
        }

        for (var partition = 0; partition < _context.Source.Partitions; partition++)
        {
            var number = partition;
            Context.ActorOf(Props.Create(() => new IntakeActor(_context, number)), IntakeName(partition));
        }
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy()
    {
        var (shortest, longest) = _context.Options.Backoff;
        return new OneForOneStrategy().WithBackoff(new BackoffPolicy(shortest, longest, randomFactor: 0.2));
    }

    private static string IntakeName(int partition) => $"intake-{partition}";

    private static string ShardName(int shard) => $"shard-{shard}";

    private void PassToShard(ToShard letter)
    {
        if (Context.Child(ShardName(letter.Shard)) is { } shard)
        {
            shard.Tell(letter.Message, Sender);
        }
        else
        {
            Sender.Tell(new Status.Failure(new ShardFencedException(_context.Pipeline.Name, letter.Shard)), Self);
        }
    }
}

/// <summary>A message for the intake of a source partition.</summary>
internal sealed record ToIntake(int Partition, IQuestion Message);

/// <summary>A message for a shard.</summary>
internal sealed record ToShard(int Shard, IQuestion Message);
