namespace ActorPipeline.Cql.Routing;

/// <summary>What replica placement asks of a node.</summary>
internal interface IRingNode
{
    /// <summary>The datacenter it belongs to.</summary>
    string Datacenter { get; }

    /// <summary>The rack within the datacenter.</summary>
    string Rack { get; }
}
