using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Messages;

/// <summary>PREPARE: has a statement parsed once.</summary>
/// <param name="cql">The statement.</param>
/// <param name="keyspace">The keyspace of names without one; null for the connection's. Version 5.</param>
internal readonly struct PrepareRequest(string cql, string? keyspace = null) : IRequest
{
    private const int WithKeyspace = 0x01;

    public Opcode Opcode => Opcode.Prepare;

    public void Write(WireWriter writer, int version)
    {
        writer.WriteLongString(cql);
        if (version < 5)
        {
            RequestFlags.RequireVersion5(keyspace is null, version, "a keyspace of a single request");
            return;
        }

        writer.WriteInt(keyspace is null ? 0 : WithKeyspace);
        if (keyspace is not null)
        {
            writer.WriteString(keyspace);
        }
    }
}
