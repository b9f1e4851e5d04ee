using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Messages;

/// <summary>EXECUTE: a prepared statement.</summary>
/// <param name="id">Its id, as PREPARE gave it.</param>
/// <param name="resultMetadataId">The id of the result's description, as PREPARE or a change of it gave it. Version 5 only.</param>
/// <param name="parameters">Values and how to run it.</param>
internal readonly struct ExecuteRequest(ReadOnlyMemory<byte> id, ReadOnlyMemory<byte> resultMetadataId, QueryParameters parameters) : IRequest
{
    public Opcode Opcode => Opcode.Execute;

    public void Write(WireWriter writer, int version)
    {
        writer.WriteShortBytes(id.Span);
        if (version >= 5)
        {
            writer.WriteShortBytes(resultMetadataId.Span);
        }

        parameters.Write(writer, version);
    }
}
