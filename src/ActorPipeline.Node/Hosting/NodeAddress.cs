namespace ActorPipeline.Node.Hosting;

/// <summary>What a node is called in a cluster: <c>ap://ID@HOST:PORT</c>, of its operators' listener.</summary>
internal static class NodeAddress
{
    /// <param name="options">The node's options.</param>
    /// <param name="listener">Where it listens, as <c>host:port</c>.</param>
    public static string Of(NodeOptions options, string listener)
    {
        // Behind a container's or a translated address, others reach the node by another name than the one it listens on.
        var authority = options.NodeHost.Length > 0 ? options.NodeHost + listener[listener.LastIndexOf(':')..] : listener;
        return $"ap://{options.NodeId}@{authority}";
    }
}
