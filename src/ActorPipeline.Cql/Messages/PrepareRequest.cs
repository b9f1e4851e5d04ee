using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Messages;

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
