using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Types;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Messages;

internal readonly record struct BatchEntry(ReadOnlyMemory<byte> PreparedId, BoundValues Values);

/// <summary>BATCH: several prepared writes (specification section 4.1.7). Values go by position: names are broken in servers (CASSANDRA-10246).</summary>
/// <param name="entries">The statements, at most 65,535.</param>
internal readonly struct BatchRequest(CqlBatchType type, IReadOnlyList<BatchEntry> entries, CqlConsistency consistency) : IRequest
{
    private const byte PreparedKind = 1;

    public Opcode Opcode => Opcode.Batch;

    /// <summary>The consistency of the comparing phase of conditional writes; null for the server's default.</summary>
    public CqlConsistency? SerialConsistency { get; init; }

    /// <summary>The write time in microseconds since 1970; null for the server's clock.</summary>
    public long? Timestamp { get; init; }

    public void Write(WireWriter writer, int version)
    {
        writer.WriteByte((byte)type);
        writer.WriteShort(entries.Count);
        for (var i = 0; i < entries.Count; i++)
        {
            writer.WriteByte(PreparedKind);
            writer.WriteShortBytes(entries[i].PreparedId.Span);
            entries[i].Values.WriteTo(writer);
        }

        writer.WriteConsistency(consistency);
        RequestFlags.Write(writer, version, RequestFlags.Common(SerialConsistency, Timestamp));
        RequestFlags.WriteCommon(writer, SerialConsistency, Timestamp);
    }
}
