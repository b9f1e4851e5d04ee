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
