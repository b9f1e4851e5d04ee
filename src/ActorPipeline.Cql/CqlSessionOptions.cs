using ActorPipeline.Cql.Connections;
using ActorPipeline.Cql.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Cql;

/// <summary>How a <see cref="CqlSession"/> finds, speaks to and waits for a cluster. Immutable; checked when a session is opened.</summary>
public sealed record CqlSessionOptions : IClientOptions
{
    /// <summary>Nodes to ask first; the others are learnt from the one that answers. At least one.</summary>
    public required IReadOnlyList<CqlEndpoint> ContactPoints { get; init; }

    /// <summary>The datacenter whose nodes get requests. Null: that of the first contact point that answers.</summary>
    public string? LocalDatacenter { get; init; }

    /// <summary>User name for password authentication (SASL PLAIN); null for clusters without.</summary>
    public string? Username { get; init; }

    /// <summary>The user's password.</summary>
    public string? Password { get; init; }

    /// <summary>Encryption; null for none.</summary>
    public CqlTlsOptions? Tls { get; init; }

    /// <summary>The protocol version to speak, 4 or 5. Null: 5, or 4 where the first node does not know it. Pin it while nodes differ in version.</summary>
    public int? ProtocolVersion { get; init; }

    /// <summary>Whether frames are compressed with LZ4. It saves network, not time, on a fast one.</summary>
    public bool UseLz4 { get; init; }

    /// <summary>Connections to every node of the datacenter, beside the one for events and metadata.</summary>
    public int ConnectionsPerNode { get; init; } = 2;

    /// <summary>Requests under way on one connection at once, at most 32,767. More of them wait for room; see <see cref="MaxWaitingRequests"/>.</summary>
    public int MaxStreams { get; init; } = 2_048;

    /// <summary>Requests that may wait because all nodes they could go to are full; past it they are refused with <see cref="CqlBusyException"/>.</summary>
    public int MaxWaitingRequests { get; init; } = 16_384;

    /// <summary>Bytes of requests that may wait to be written on one connection, beside the one that crosses the line; then it counts as full.</summary>
    public int MaxUnsentBytes { get; init; } = 4 << 20;

    /// <summary>A connection on which so many requests got no answer in time, and none since, is closed.</summary>
    public int MaxOverdueRequests { get; init; } = 64;

    /// <summary>How long connecting may take, TLS and log-in included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one try of a request may wait for its answer, where a statement does not say otherwise.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>A connection on which nothing arrived for so long is sent a heartbeat; without an answer within five seconds it is closed.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The first pause before a lost connection is made again; doubled with every failure.</summary>
    public TimeSpan ReconnectAfter { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause between tries to connect.</summary>
    public TimeSpan ReconnectAtMostAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Tries after the first that a request may take; see <see cref="CqlSession"/> for what is tried again.</summary>
    public int MaxRetries { get; init; } = 2;

    /// <summary>How long a change of the schema waits for all nodes to know it.</summary>
    public TimeSpan SchemaAgreementTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long closing waits for requests under way.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the session logs.</summary>
    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Opens byte streams in tests; null for sockets.</summary>
    internal ITransport? Transport { get; init; }

    /// <summary>Refuses what cannot work.</summary>
    /// <exception cref="ArgumentException">The message says what, and what was expected.</exception>
    internal void Check()
    {
        Require(ContactPoints.Count > 0, nameof(ContactPoints), "at least one host:port");
        Require(ProtocolVersion is null or 4 or 5, nameof(ProtocolVersion), "4, 5 or null");
        Require(ConnectionsPerNode is >= 1 and <= 64, nameof(ConnectionsPerNode), "1 to 64");
        Require(MaxStreams is >= 1 and <= StreamTable.MaxIds, nameof(MaxStreams), $"1 to {StreamTable.MaxIds}");
        Require(MaxWaitingRequests >= 0, nameof(MaxWaitingRequests), "0 or more");
        Require(MaxUnsentBytes > 0, nameof(MaxUnsentBytes), "more than 0");
        Require(MaxOverdueRequests > 0, nameof(MaxOverdueRequests), "more than 0");
        Require(MaxRetries >= 0, nameof(MaxRetries), "0 or more");
        var isBackoff = ReconnectAfter > TimeSpan.Zero && ReconnectAtMostAfter >= ReconnectAfter;
        Require(isBackoff, nameof(ReconnectAfter), $"more than 0 and at most {nameof(ReconnectAtMostAfter)}");
        Require(Username is null == Password is null, nameof(Password), "a user name and a password, or neither");
        Require(ConnectTimeout > TimeSpan.Zero, nameof(ConnectTimeout), "more than 0");
        Require(RequestTimeout > TimeSpan.Zero, nameof(RequestTimeout), "more than 0");
        Require(HeartbeatInterval > TimeSpan.Zero, nameof(HeartbeatInterval), "more than 0");
    }

    private static void Require(bool isRight, string name, string expected)
    {
        if (!isRight)
        {
            throw new ArgumentException($"the session's {name} is not possible: expected {expected}", name);
        }
    }
}
