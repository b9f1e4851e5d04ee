using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Connections;

/// <summary>Opens the byte stream that a connection speaks over: a socket, or what stands for one in tests.</summary>
internal interface ITransport
{
    /// <summary>Opens a stream to a node, encrypted where it has to be.</summary>
    /// <exception cref="IOException">Nobody answers, the name is not known, the certificate is refused. The message gives the reason, without the
    /// endpoint.</exception>
    Task<Stream> OpenAsync(CqlEndpoint endpoint, CancellationToken cancellationToken);
}
