using ActorPipeline.Cql.Types;

namespace ActorPipeline.Cql.Messages;

internal sealed class PreparedResponse(byte[] id, byte[] resultMetadataId, CqlColumns markers, IReadOnlyList<int> partitionKey, CqlColumns? columns) : Response
{
    public byte[] Id { get; } = id;

    /// <summary>The id of <see cref="Columns"/>, to execute it with. Version 5; else empty.</summary>
    public byte[] ResultMetadataId { get; } = resultMetadataId;

    public CqlColumns Markers { get; } = markers;

    /// <summary>Which markers are the partition key's columns, in the key's order; empty when not all are markers.</summary>
    public IReadOnlyList<int> PartitionKey { get; } = partitionKey;

    /// <summary>The columns of its rows; null when the server did not say, or there are none (conditional writes).</summary>
    public CqlColumns? Columns { get; } = columns;
}
