using System.Text;
using ActorPipeline.Cassandra.Cql.Wire;

namespace ActorPipeline.Tests.Cassandra.Stub;

/// <summary>A request as the stub server got it.</summary>
internal sealed record StubRequest(StubConnection Connection, FrameHeader Header, byte[] Body)
{
    public StubNode Node => Connection.Node;

    public Opcode Opcode => Header.Opcode;

    /// <summary>The statement of a QUERY or PREPARE, or that of a prepared one in an EXECUTE.</summary>
    public string Cql
    {
        get
        {
            var reader = new WireReader(Body);
            return Opcode == Opcode.Execute ? Encoding.UTF8.GetString(reader.ReadShortBytes("an id")) : reader.ReadLongString("a statement");
        }
    }

    /// <summary>Answers it, now or later.</summary>
    public Task AnswerAsync(StubAnswer answer) => Connection.AnswerAsync(Header.Stream, answer);
}
