using ActorPipeline.Cassandra.Cql.Wire;

namespace ActorPipeline.Cassandra.Cql.Messages;

/// <summary>OPTIONS: what versions and compressions the server has. Also the heartbeat.</summary>
internal readonly struct OptionsRequest : IRequest
{
    public Opcode Opcode => Opcode.Options;

    public void Write(WireWriter writer, int version)
    {
    }
}

/// <summary>STARTUP: the first request of a connection.</summary>
/// <param name="options">CQL_VERSION, COMPRESSION, DRIVER_NAME, DRIVER_VERSION…</param>
internal readonly struct StartupRequest(IReadOnlyDictionary<string, string> options) : IRequest
{
    public Opcode Opcode => Opcode.Startup;

    public void Write(WireWriter writer, int version) => writer.WriteStringMap(options);
}

/// <summary>AUTH_RESPONSE: what a SASL mechanism says.</summary>
/// <param name="token">The token.</param>
internal readonly struct AuthResponseRequest(ReadOnlyMemory<byte> token) : IRequest
{
    public Opcode Opcode => Opcode.AuthResponse;

    public void Write(WireWriter writer, int version) => writer.WriteBytes(token.Span);
}

/// <summary>REGISTER: which events this connection is to get.</summary>
/// <param name="events">TOPOLOGY_CHANGE, STATUS_CHANGE, SCHEMA_CHANGE.</param>
internal readonly struct RegisterRequest(IReadOnlyCollection<string> events) : IRequest
{
    public Opcode Opcode => Opcode.Register;

    public void Write(WireWriter writer, int version) => writer.WriteStringList(events);
}

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

/// <summary>EXECUTE: a prepared statement.</summary>
/// <param name="id">Its id, as PREPARE gave it.</param>
/// <param name="resultMetadataId">The id of the result's description, as PREPARE or a change of it gave it. Version 5 only.</param>
/// <param name="parameters">Values and how to run it.</param>
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
