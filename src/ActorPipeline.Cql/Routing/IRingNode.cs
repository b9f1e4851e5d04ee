namespace ActorPipeline.Cql.Routing;

/// <summary>What replica placement asks of a node.</summary>
internal interface IRingNode
{
    string Datacenter { get; }

    string Rack { get; }
}
