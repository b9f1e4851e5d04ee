using Microsoft.Extensions.Logging;

namespace ActorPipeline.Cql.Connections;

/// <summary>What connections need of a session's options; see <c>CqlSessionOptions</c>, where the defaults are stated.</summary>
internal sealed record ConnectionOptions
{
    /// <summary>The protocol version to speak; null to negotiate it.</summary>
    public required int? ProtocolVersion { get; init; }

    /// <summary>User name for SASL PLAIN; null for none.</summary>
    public required string? Username { get; init; }

    /// <summary>The user's password.</summary>
    public required string? Password { get; init; }

    /// <summary>Whether frames are compressed.</summary>
    public required bool UseLz4 { get; init; }

    /// <summary>Requests under way on one connection at once.</summary>
    public required int MaxStreams { get; init; }

    /// <summary>Bytes that may wait to be written, beside the request that crosses the line.</summary>
    public required int MaxUnsentBytes { get; init; }

    /// <summary>A connection with so many requests overdue is closed.</summary>
    public required int MaxOverdueRequests { get; init; }

    /// <summary>How long connecting may take, log-in included.</summary>
    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary>After so long without a byte from the node a heartbeat is sent.</summary>
    public required TimeSpan HeartbeatInterval { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where connections log.</summary>
    public required ILoggerFactory Logging { get; init; }
}
