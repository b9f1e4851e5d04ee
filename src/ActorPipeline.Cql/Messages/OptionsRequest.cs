using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Messages;

/// <summary>OPTIONS: what versions and compressions the server has. Also the heartbeat.</summary>
internal readonly struct OptionsRequest : IRequest
{
    public Opcode Opcode => Opcode.Options;

    public void Write(WireWriter writer, int version)
    {
    }
}
