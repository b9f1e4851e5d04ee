using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Messages;

/// <summary>STARTUP: the first request of a connection.</summary>
internal readonly struct StartupRequest(IReadOnlyDictionary<string, string> options) : IRequest
{
    public Opcode Opcode => Opcode.Startup;

    public void Write(WireWriter writer, int version) => writer.WriteStringMap(options);
}
