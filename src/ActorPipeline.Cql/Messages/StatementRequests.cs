using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Messages;

internal readonly struct QueryRequest(string cql, QueryParameters parameters) : IRequest
{
    public Opcode Opcode => Opcode.Query;

    public void Write(WireWriter writer, int version)
    {
        writer.WriteLongString(cql);
        parameters.Write(writer, version);
    }
}

/// <summary>PREPARE: has a statement parsed once.</summary>
internal readonly struct PrepareRequest(string cql) : IRequest
{
    private const int NoFlags = 0;

    public Opcode Opcode => Opcode.Prepare;

    public void Write(WireWriter writer, int version)
    {
        writer.WriteLongString(cql);
        if (version >= 5)
        {
            writer.WriteInt(NoFlags);
        }
    }
}

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
