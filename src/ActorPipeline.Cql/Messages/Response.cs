using System.Net;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Types;

namespace ActorPipeline.Cql.Messages;

/// <summary>What a server answers, or says unasked. All but <see cref="RowsResponse"/> stand on their own.</summary>
internal abstract record Response;

internal sealed record ReadyResponse : Response;

internal sealed record AuthenticateResponse(string Authenticator) : Response;

/// <summary>AUTH_CHALLENGE and AUTH_SUCCESS. Their tokens are not read: SASL PLAIN has none.</summary>
internal sealed record AuthTokenResponse(bool IsSuccess) : Response;

internal sealed record SupportedResponse(IReadOnlyDictionary<string, IReadOnlyList<string>> Options) : Response;

internal sealed record VoidResponse : Response
{
    public static VoidResponse Instance { get; } = new();
}

/// <summary>RESULT with rows. Whoever has it disposes <see cref="Rows"/>.</summary>
/// <param name="PagingState">Where the next page begins; empty when this is the last.</param>
/// <param name="NewMetadataId">When the columns have changed since the statement was prepared: their new id, to execute it with. Else empty.</param>
internal sealed record RowsResponse(CqlRows Rows, ReadOnlyMemory<byte> PagingState, ReadOnlyMemory<byte> NewMetadataId) : Response;

/// <summary>RESULT of PREPARE.</summary>
/// <param name="ResultMetadataId">The id of <paramref name="Columns"/>, to execute it with. Version 5; else empty.</param>
/// <param name="PartitionKey">Which markers are the partition key's columns, in the key's order; empty when not all are markers.</param>
/// <param name="Columns">The columns of its rows; null when the server did not say, or there are none (conditional writes).</param>
internal sealed record PreparedResponse(
    byte[] Id, byte[] ResultMetadataId, CqlColumns Markers, IReadOnlyList<int> PartitionKey, CqlColumns? Columns) : Response;

/// <summary>RESULT of a change of the schema. What changed is not read: whoever asked for it knows.</summary>
internal sealed record SchemaChangeResponse : Response;

internal sealed record ErrorResponse(CqlServerException Error) : Response
{
    public CqlServerException From(CqlEndpoint node)
    {
        Error.Node = node.ToString();
        return Error;
    }
}

/// <summary>TOPOLOGY_CHANGE: a node joined, left or moved. Which is not read: the whole topology is read again.</summary>
internal sealed record TopologyChangedEvent : Response;

/// <summary>STATUS_CHANGE: a node went up or down, which is a hint.</summary>
internal sealed record StatusChangedEvent(bool IsUp, IPEndPoint Address) : Response;

internal sealed record SchemaChangedEvent(string Target) : Response;

internal sealed record UnknownEvent : Response;
