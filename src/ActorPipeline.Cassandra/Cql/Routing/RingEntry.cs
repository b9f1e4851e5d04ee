namespace ActorPipeline.Cassandra.Cql.Routing;

/// <summary>A token and the node that owns the range which ends with it.</summary>
/// <typeparam name="TNode">What stands for a node.</typeparam>
internal readonly record struct RingEntry<TNode>(long Token, TNode Node)
    where TNode : class, IRingNode;

/// <summary>What replica placement asks of a node.</summary>
internal interface IRingNode
{
    /// <summary>The datacenter it belongs to.</summary>
    string Datacenter { get; }

    /// <summary>The rack within the datacenter.</summary>
    string Rack { get; }
}
