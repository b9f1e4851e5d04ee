using ActorPipeline.Cql.Types;

namespace ActorPipeline.Cql.Messages;

/// <summary>RESULT with rows. Whoever has it disposes <see cref="Rows"/>.</summary>
internal sealed class RowsResponse(CqlRows rows, ReadOnlyMemory<byte> pagingState, ReadOnlyMemory<byte> newMetadataId) : Response
{
    public CqlRows Rows { get; } = rows;

    /// <summary>Where the next page begins; empty when this is the last.</summary>
    public ReadOnlyMemory<byte> PagingState { get; } = pagingState;

    /// <summary>The columns have changed since the statement was prepared: the id to execute it with from now on, and the rows' columns are those to keep. Else
    /// empty.</summary>
    public ReadOnlyMemory<byte> NewMetadataId { get; } = newMetadataId;
}
