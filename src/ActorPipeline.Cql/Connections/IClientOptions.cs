using ActorPipeline.Cql.Protocol;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Cql.Connections;

/// <summary>A session's options as connections and pools see them, which must not know the session; described in <c>CqlSessionOptions</c>.</summary>
internal interface IClientOptions
{
    IReadOnlyList<CqlEndpoint> ContactPoints { get; }
    string? LocalDatacenter { get; }
    string? Username { get; }
    string? Password { get; }
    int? ProtocolVersion { get; }
    bool UseLz4 { get; }
    int ConnectionsPerNode { get; }
    int MaxStreams { get; }
    int MaxWaitingRequests { get; }
    int MaxUnsentBytes { get; }
    int MaxOverdueRequests { get; }
    TimeSpan ConnectTimeout { get; }
    TimeSpan RequestTimeout { get; }
    TimeSpan HeartbeatInterval { get; }
    TimeSpan ReconnectAfter { get; }
    TimeSpan ReconnectAtMostAfter { get; }
    TimeSpan SchemaAgreementTimeout { get; }
    TimeSpan CloseTimeout { get; }
    TimeProvider Time { get; }
    ILoggerFactory Logging { get; }
}
