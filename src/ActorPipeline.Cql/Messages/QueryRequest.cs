using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Messages;

/// <summary>QUERY: a statement as text.</summary>
/// <param name="cql">The statement.</param>
/// <param name="parameters">Values and how to run it.</param>
internal readonly struct QueryRequest(string cql, QueryParameters parameters) : IRequest
{
    public Opcode Opcode => Opcode.Query;

    public void Write(WireWriter writer, int version)
    {
        writer.WriteLongString(cql);
        parameters.Write(writer, version);
    }
}
