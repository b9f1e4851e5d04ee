using Microsoft.Extensions.Logging;

namespace ActorPipeline.Cql.Connections;

/// <summary>What connections need of a session's options; see <c>CqlSessionOptions</c>, where the defaults are stated.</summary>
internal sealed record ConnectionOptions
{
    /// <summary>The protocol version to speak; null to negotiate it.</summary>
    public required int? ProtocolVersion { get; init; }

    public required string? Username { get; init; }
    public required string? Password { get; init; }
    public required bool UseLz4 { get; init; }
    public required int MaxStreams { get; init; }
    public required int MaxUnsentBytes { get; init; }
    public required int MaxOverdueRequests { get; init; }
    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary>After so long without a byte from the node a heartbeat is sent.</summary>
    public required TimeSpan HeartbeatInterval { get; init; }

    public required TimeProvider Time { get; init; }
    public required ILoggerFactory Logging { get; init; }
}
