using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Messages;

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
