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

/// <summary>STARTUP: the first request of a connection.</summary>
internal readonly struct StartupRequest(IReadOnlyDictionary<string, string> options) : IRequest
{
    public Opcode Opcode => Opcode.Startup;

    public void Write(WireWriter writer, int version) => writer.WriteStringMap(options);
}

/// <summary>AUTH_RESPONSE: what a SASL mechanism says.</summary>
internal readonly struct AuthResponseRequest(ReadOnlyMemory<byte> token) : IRequest
{
    public Opcode Opcode => Opcode.AuthResponse;

    public void Write(WireWriter writer, int version) => writer.WriteBytes(token.Span);
}

/// <summary>REGISTER: which events this connection is to get.</summary>
internal readonly struct RegisterRequest(IReadOnlyCollection<string> events) : IRequest
{
    public Opcode Opcode => Opcode.Register;

    public void Write(WireWriter writer, int version) => writer.WriteStringList(events);
}
