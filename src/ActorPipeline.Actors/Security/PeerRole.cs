namespace ActorPipeline.Actors.Security;

/// <summary>What a node's certificate is used for on a connection.</summary>
internal enum PeerRole
{
    Server,

    Client,
}
