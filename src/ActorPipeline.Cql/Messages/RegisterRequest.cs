using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Messages;

/// <summary>REGISTER: which events this connection is to get.</summary>
internal readonly struct RegisterRequest(IReadOnlyCollection<string> events) : IRequest
{
    public Opcode Opcode => Opcode.Register;

    public void Write(WireWriter writer, int version) => writer.WriteStringList(events);
}
