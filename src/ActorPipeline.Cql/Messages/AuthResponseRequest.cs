using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Messages;

/// <summary>AUTH_RESPONSE: what a SASL mechanism says.</summary>
internal readonly struct AuthResponseRequest(ReadOnlyMemory<byte> token) : IRequest
{
    public Opcode Opcode => Opcode.AuthResponse;

    public void Write(WireWriter writer, int version) => writer.WriteBytes(token.Span);
}
