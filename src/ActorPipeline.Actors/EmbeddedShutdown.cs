using ActorPipeline.Actors.Messages;
using ActorPipeline.Asking;
using Akka.Actor;

namespace ActorPipeline.Actors;

/// <summary>The orderly end of a node that is alone: intakes finish what they have read, shards apply all of it and make a checkpoint, so that the next start
/// replays nothing.</summary>
internal static class EmbeddedShutdown
{
    public static void Register(ActorSystem system, ActorNode node) =>
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseClusterShardingShutdownRegion, "hand-over", async () =>
        {
            using var haste = new CancellationTokenSource(node.ShutdownTimeout, node.Time);
            await HandOverAsync(node, PlacedRole.Batch, haste.Token);
            await Task.WhenAll(HandOverAsync(node, PlacedRole.Intake, haste.Token), HandOverAsync(node, PlacedRole.Lake, haste.Token));
            await Task.WhenAll(node.Pipelines.Select(pipeline => pipeline.SettleAsync(haste.Token)));
            await HandOverAsync(node, PlacedRole.Shards, haste.Token);
            return Akka.Done.Instance;
        });

    // What is not handed over in time is abandoned when the system ends.
    private static Task HandOverAsync(ActorNode node, PlacedRole role, CancellationToken inHaste)
    {
        var regions = node.Pipelines.Select(pipeline => node.Regions.Find(pipeline.Definition.Name, role)).OfType<IActorRef>().ToList();
        return Task.WhenAll(regions.Select(region => HandOverAsync(region, inHaste)));
    }

    private static async Task HandOverAsync(IActorRef region, CancellationToken inHaste)
    {
        try
        {
            await region.Ask<Asking.Done>(HandOver.Instance, Timeout.InfiniteTimeSpan, inHaste);
        }
        catch (OperationCanceledException)
        {
            // Its pipeline says so when it settles in haste.
        }
    }
}
