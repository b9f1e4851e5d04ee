namespace ActorPipeline.Actors.Security;

/// <summary>What a node's certificate is used for on a connection.</summary>
internal enum PeerRole
{
    /// <summary>The node has accepted the connection.</summary>
    Server,

    /// <summary>The node has opened the connection.</summary>
    Client,
}
