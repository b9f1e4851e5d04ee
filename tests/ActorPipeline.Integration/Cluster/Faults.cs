using ActorPipeline.Integration.Processes;

namespace ActorPipeline.Integration.Cluster;

/// <summary>What can break in a cluster under load. Each fault is over when it returns: what was stopped runs again.</summary>
internal static class Faults
{
    /// <summary>Kills a node and starts it again.</summary>
    /// <param name="run">The cluster.</param>
    /// <param name="node">The node, which owns shards.</param>
    /// <param name="returnsAtOnce">Whether it is started at once, or when others serve its shards.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Per shard it had, how long it took until the first fresh row.</returns>
    public static async Task<TimeSpan[]> KillNodeAsync(ClusterUnderLoad run, ClusterNode node, bool returnsAtOnce, CancellationToken cancellationToken)
    {
        var shards = await SettledAsync(run, node, cancellationToken);
        var began = TimeProvider.System.GetTimestamp();
        await node.KillAsync(cancellationToken);
        var outages = run.Fresh.Lost(shards, began);
        var back = returnsAtOnce ? node.StartSupervisedAsync(cancellationToken) : Task.CompletedTask;
        var times = await FreshAsync(outages, cancellationToken);
        await (returnsAtOnce ? back : node.StartSupervisedAsync(cancellationToken));
        return times;
    }

    /// <summary>Lets a node stand still until others serve its shards; then it goes on, finds that it was removed, and ends with an error. Its supervisor starts it again.</summary>
    /// <inheritdoc cref="KillNodeAsync"/>
    public static async Task<TimeSpan[]> FreezeNodeAsync(ClusterUnderLoad run, ClusterNode node, CancellationToken cancellationToken)
    {
        var shards = await SettledAsync(run, node, cancellationToken);
        var began = TimeProvider.System.GetTimestamp();
        node.Process.Pause();
        var outages = run.Fresh.Lost(shards, began);
        await Task.Delay(run.Cluster.Shape.StandsStillFor, TimeProvider.System, cancellationToken);
        var times = await FreshAsync(outages, cancellationToken);
        node.Process.Resume();
        await node.AwaitRemovalAsync(cancellationToken);
        await node.StartSupervisedAsync(cancellationToken);
        return times;
    }

    /// <summary>Cuts links between nodes for a while. Who finds that others were let go on without it ends with an error, and its supervisor starts it again once the links are mended.</summary>
    /// <param name="run">The cluster.</param>
    /// <param name="links">Its links.</param>
    /// <param name="cuts">The pairs that are cut, by the nodes' indexes.</param>
    /// <param name="lasts">How long they stay cut at least: longer than a decision takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The nodes that ended.</returns>
    public static async Task<IReadOnlyList<ClusterNode>> PartAsync(
        ClusterUnderLoad run, NodeLinks links, IReadOnlyList<(int One, int Other)> cuts, TimeSpan lasts, CancellationToken cancellationToken)
    {
        await FreshAsync(run.Fresh.LostAll(), cancellationToken);
        foreach (var (one, other) in cuts)
        {
            links.Cut(one, other);
        }

        await Task.Delay(lasts, TimeProvider.System, cancellationToken);
        var gone = await run.Cluster.AwaitAgreementAsync(cancellationToken);

        // Those who are left serve every shard while the links are still cut.
        await FreshAsync(run.Fresh.LostAll(), cancellationToken);
        links.Mend();
        foreach (var node in gone)
        {
            await node.AwaitRemovalAsync(cancellationToken);
            await node.StartSupervisedAsync(cancellationToken);
        }

        return gone;
    }

    /// <summary>Lets a node leave in order and join again.</summary>
    /// <returns>Per shard of the pipeline, how long it took until the first fresh row.</returns>
    public static async Task<TimeSpan[]> LeaveAndJoinAsync(ClusterUnderLoad run, ClusterNode node, CancellationToken cancellationToken)
    {
        var outages = run.Fresh.LostAll();
        await run.Cluster.LeaveAsync(node, cancellationToken);
        await run.Cluster.AwaitMembersAsync(cancellationToken);
        var times = await FreshAsync(outages, cancellationToken);
        await node.StartSupervisedAsync(cancellationToken);
        return times;
    }

    /// <summary>Stops every node in order and starts it again, one after the other.</summary>
    /// <inheritdoc cref="LeaveAndJoinAsync"/>
    public static async Task<TimeSpan[]> RestartNodesAsync(ClusterUnderLoad run, CancellationToken cancellationToken)
    {
        foreach (var node in run.Cluster.Nodes)
        {
            await node.TerminateAsync(cancellationToken);
            await node.StartSupervisedAsync(cancellationToken);
        }

        return await FreshAsync(run.Fresh.LostAll(), cancellationToken);
    }

    /// <summary>Kills a broker and starts it again: where there are others, when they do its work.</summary>
    /// <inheritdoc cref="LeaveAndJoinAsync"/>
    public static Task<TimeSpan[]> KillBrokerAsync(ClusterUnderLoad run, CancellationToken cancellationToken) =>
        KillServerAsync(run, run.Cluster.Kafka, run.Cluster.Shape.Brokers, cancellationToken);

    /// <summary>Kills a Cassandra node and starts it again: where there are others, when they do its work.</summary>
    /// <inheritdoc cref="LeaveAndJoinAsync"/>
    public static Task<TimeSpan[]> KillCassandraNodeAsync(ClusterUnderLoad run, CancellationToken cancellationToken) =>
        KillServerAsync(run, run.Cluster.Cassandra, run.Cluster.Shape.CassandraNodes, cancellationToken);

    /// <summary>Stops every broker in order and starts it again, one after the other.</summary>
    /// <inheritdoc cref="LeaveAndJoinAsync"/>
    public static async Task<TimeSpan[]> RestartBrokersAsync(ClusterUnderLoad run, CancellationToken cancellationToken)
    {
        for (var broker = 1; broker <= run.Cluster.Shape.Brokers; broker++)
        {
            await run.Cluster.Kafka.StopAsync(broker, cancellationToken);
            await run.Cluster.Kafka.UpAsync(broker, cancellationToken);
        }

        return await FreshAsync(run.Fresh.LostAll(), cancellationToken);
    }

    /// <summary>Kills all Cassandra nodes, and starts them again when every node says so and a time has passed.</summary>
    /// <param name="run">The cluster.</param>
    /// <param name="away">How long they stay away at least.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="starting">A node that starts meanwhile, and joins afterwards; null for none.</param>
    /// <returns>Per shard of the pipeline, how long it took until the first fresh row after that.</returns>
    public static async Task<TimeSpan[]> StopCassandraAsync(ClusterUnderLoad run, TimeSpan away, CancellationToken cancellationToken, ClusterNode? starting = null)
    {
        await (starting?.TerminateAsync(cancellationToken) ?? Task.CompletedTask);
        await run.Cluster.Cassandra.KillAsync(null, cancellationToken);
        await (starting?.LaunchAsync(cancellationToken) ?? Task.CompletedTask);
        await Task.WhenAll(run.Cluster.AwaitNotReadyAsync("cassandra", cancellationToken), Task.Delay(away, TimeProvider.System, cancellationToken));
        await run.Cluster.Cassandra.UpAsync(null, cancellationToken);
        return await FreshAsync(run.Fresh.LostAll(), cancellationToken);
    }

    // A node that has just come back is given its share again first, and every shard goes on: what is measured is one fault, not the end of the one before.
    private static async Task<List<int>> SettledAsync(ClusterUnderLoad run, ClusterNode node, CancellationToken cancellationToken)
    {
        await Deadline.UntilAsync(() => run.SupervisedShardsAsync(cancellationToken), shards => run.Cluster.Running.All(one => shards.Contains(one.Id)), cancellationToken);
        await FreshAsync(run.Fresh.LostAll(), cancellationToken);
        return [.. (await run.ShardsByOwnerAsync(cancellationToken))[node.Id]];
    }

    private static async Task<TimeSpan[]> KillServerAsync(ClusterUnderLoad run, Servers.RealServers servers, int count, CancellationToken cancellationToken)
    {
        var outages = run.Fresh.LostAll();
        await servers.KillAsync(count, cancellationToken);
        if (count == 1)
        {
            await servers.UpAsync(count, cancellationToken);
            return await FreshAsync(outages, cancellationToken);
        }

        var times = await FreshAsync(outages, cancellationToken);
        await servers.UpAsync(count, cancellationToken);
        return times;
    }

    private static Task<TimeSpan[]> FreshAsync(IReadOnlyList<Task<TimeSpan>> outages, CancellationToken cancellationToken) =>
        Deadline.For(Task.WhenAll(outages), cancellationToken);
}
