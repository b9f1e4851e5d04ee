using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Routing;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Cql.Cluster;

/// <summary>
/// Keeps the model of the cluster and the pools of its nodes. A node that goes away is taken out of the model first, then its requests are waited for, then its
/// connections close. One caller changes it at a time; the model may be read from any thread.
/// </summary>
internal sealed partial class ClusterState(string? datacenter, Func<CqlEndpoint, NodePool> openPool, ILoggerFactory logging) : IAsyncDisposable
{
    private readonly ILogger _logger = logging.CreateLogger<ClusterState>();
    private readonly List<Task> _closing = [];
    private ClusterModel _model = ClusterModel.Empty;
    private string? _datacenter = datacenter;

    public ClusterModel Model => Volatile.Read(ref _model);

    /// <summary>The datacenter whose nodes get requests; empty before anything is known.</summary>
    public string Datacenter => _datacenter ?? "";

    /// <summary>Takes in what a node said of the cluster.</summary>
    /// <param name="nodes">All nodes, the one that was asked first.</param>
    public void Update(IReadOnlyList<NodeDescription> nodes, IReadOnlyDictionary<string, Replication> keyspaces)
    {
        _datacenter ??= nodes[0].Datacenter;
        var before = Model.Nodes;
        var after = nodes.Select(description => Known(before, description) ?? Begin(description)).ToArray();
        var tokens = new TokenMap<ClusterNode>(after.Zip(nodes, (node, description) => (node, description.Tokens)), keyspaces, Datacenter);
        Volatile.Write(ref _model, new ClusterModel(after, [.. after.Where(node => node.Pool is not null)], tokens));
        foreach (var gone in before.Except(after))
        {
            NodeGone(gone.Description.Endpoint);
            Close(gone);
        }
    }

    /// <summary>Closes all pools; requests under way are waited for up to the close time-out.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in Model.Nodes)
        {
            Close(node);
        }

        await Task.WhenAll(_closing).ConfigureAwait(false);
    }

    private static ClusterNode? Known(ClusterNode[] nodes, NodeDescription description) => Array.Find(nodes, node => node.Description.IsSameNode(description));

    private ClusterNode Begin(NodeDescription description)
    {
        var isLocal = description.Datacenter == Datacenter;
        var use = isLocal ? "used" : "of another datacenter, not used";
        NodeFound(description.Endpoint, description.Datacenter, description.Rack, description.ReleaseVersion, use);
        return new ClusterNode(description, isLocal ? openPool(description.Endpoint) : null);
    }

    private void Close(ClusterNode node)
    {
        _closing.RemoveAll(task => task.IsCompleted);
        if (node.Pool is { } pool)
        {
            _closing.Add(pool.DisposeAsync().AsTask());
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Cassandra node {Endpoint} (datacenter {Datacenter}, rack {Rack}, version {Version}) is {Use}")]
    private partial void NodeFound(CqlEndpoint endpoint, string datacenter, string rack, string version, string use);

    [LoggerMessage(2, LogLevel.Information, "Cassandra node {Endpoint} left the cluster or changed its address")]
    private partial void NodeGone(CqlEndpoint endpoint);
}
