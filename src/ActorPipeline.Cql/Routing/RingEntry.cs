namespace ActorPipeline.Cql.Routing;

/// <summary>A token and the node that owns the range which ends with it.</summary>
/// <typeparam name="TNode">What stands for a node.</typeparam>
internal readonly record struct RingEntry<TNode>(long Token, TNode Node)
    where TNode : class, IRingNode;
