using System.Text;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.TestKit.Cassandra;

/// <summary>A request as the stub server got it.</summary>
internal sealed record StubRequest(StubConnection Connection, FrameHeader Header, byte[] Body)
{
    public StubNode Node => Connection.Node;

    public Opcode Opcode => Header.Opcode;

    /// <summary>The protocol version it came in.</summary>
    public int Version => Header.Version;

    /// <summary>Whether it asks for a statement to be prepared.</summary>
    public bool IsPrepare => Opcode == Opcode.Prepare;

    /// <summary>Whether it executes prepared statements: EXECUTE or BATCH. See <see cref="StubCall"/>.</summary>
    public bool IsCall => Opcode is Opcode.Execute or Opcode.Batch;

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
