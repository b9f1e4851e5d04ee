using ActorPipeline.Cassandra.Cql.Types;

namespace ActorPipeline.Cassandra.Cql.Messages;

/// <summary>What a server answers, or says unasked. All but <see cref="RowsResponse"/> stand on their own.</summary>
internal abstract class Response
{
    /// <summary>What came before the answer proper.</summary>
    public ResponsePrefix Prefix { get; init; } = ResponsePrefix.None;
}

/// <summary>What may come before an answer.</summary>
/// <param name="TracingId">The session under system_traces, of a traced request.</param>
/// <param name="Warnings">The server's warnings.</param>
/// <param name="Payload">What the server's plug-ins say.</param>
internal sealed record ResponsePrefix(Guid? TracingId, IReadOnlyList<string> Warnings, IReadOnlyDictionary<string, byte[]?> Payload)
{
    /// <summary>Nothing.</summary>
    public static ResponsePrefix None { get; } = new(null, [], new Dictionary<string, byte[]?>());
}

/// <summary>ERROR.</summary>
internal sealed class ErrorResponse(CqlServerException error) : Response
{
    /// <summary>What it becomes, not thrown yet.</summary>
    public CqlServerException Error { get; } = error;
}

/// <summary>READY.</summary>
internal sealed class ReadyResponse : Response;

/// <summary>SUPPORTED.</summary>
internal sealed class SupportedResponse(IReadOnlyDictionary<string, IReadOnlyList<string>> options) : Response
{
    /// <summary>CQL_VERSION, COMPRESSION, PROTOCOL_VERSIONS…</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Options { get; } = options;
}

/// <summary>AUTHENTICATE.</summary>
internal sealed class AuthenticateResponse(string authenticator) : Response
{
    /// <summary>The server's class.</summary>
    public string Authenticator { get; } = authenticator;
}

/// <summary>AUTH_CHALLENGE and AUTH_SUCCESS.</summary>
internal sealed class AuthTokenResponse(byte[]? token, bool isSuccess) : Response
{
    /// <summary>What the SASL mechanism says.</summary>
    public byte[]? Token { get; } = token;

    /// <summary>Whether that was all.</summary>
    public bool IsSuccess { get; } = isSuccess;
}

/// <summary>RESULT without rows: a write.</summary>
internal sealed class VoidResponse : Response
{
    /// <summary>The one without a prefix.</summary>
    public static VoidResponse Plain { get; } = new();
}

/// <summary>RESULT with rows. Whoever has it disposes <see cref="Rows"/>.</summary>
internal sealed class RowsResponse(CqlRows rows, ReadOnlyMemory<byte> pagingState, ReadOnlyMemory<byte> newMetadataId) : Response
{
    /// <summary>The rows.</summary>
    public CqlRows Rows { get; } = rows;

    /// <summary>Where the next page begins; empty when this is the last.</summary>
    public ReadOnlyMemory<byte> PagingState { get; } = pagingState;

    /// <summary>The columns have changed since the statement was prepared: the id to execute it with from now on, and the rows' columns are those to keep. Else empty.</summary>
    public ReadOnlyMemory<byte> NewMetadataId { get; } = newMetadataId;
}

/// <summary>RESULT of USE.</summary>
internal sealed class SetKeyspaceResponse(string keyspace) : Response
{
    /// <summary>The keyspace.</summary>
    public string Keyspace { get; } = keyspace;
}

/// <summary>RESULT of PREPARE.</summary>
internal sealed class PreparedResponse(byte[] id, byte[] resultMetadataId, CqlColumns markers, IReadOnlyList<int> partitionKey, CqlColumns? columns) : Response
{
    /// <summary>What to execute it with.</summary>
    public byte[] Id { get; } = id;

    /// <summary>The id of <see cref="Columns"/>, to execute it with. Version 5; else empty.</summary>
    public byte[] ResultMetadataId { get; } = resultMetadataId;

    /// <summary>The markers.</summary>
    public CqlColumns Markers { get; } = markers;

    /// <summary>Which markers are the partition key's columns, in the key's order; empty when not all are markers.</summary>
    public IReadOnlyList<int> PartitionKey { get; } = partitionKey;

    /// <summary>The columns of its rows; null when the server did not say, or there are none (conditional writes).</summary>
    public CqlColumns? Columns { get; } = columns;
}

/// <summary>RESULT of a change of the schema.</summary>
internal sealed class SchemaChangeResponse(SchemaChangedEvent change) : Response
{
    /// <summary>What changed.</summary>
    public SchemaChangedEvent Change { get; } = change;
}

/// <summary>EVENT.</summary>
internal sealed class EventResponse(ServerEvent value) : Response
{
    /// <summary>What happened.</summary>
    public ServerEvent Event { get; } = value;
}
