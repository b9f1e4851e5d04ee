using System.Text;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.TestKit.Cassandra;

/// <summary>A statement of a call: what was prepared, and its values.</summary>
internal sealed record StubStatement(string Cql, IReadOnlyList<byte[]?> Values)
{
    /// <summary>Stands among values for one that is not set, which is not null.</summary>
    public static byte[] Unset { get; } = [0];

    /// <summary>Bytes of its values, as they are sent.</summary>
    public int Bytes => Values.Sum(value => sizeof(int) + (ReferenceEquals(value, Unset) ? 0 : value?.Length ?? 0));
}

/// <summary>EXECUTE or BATCH as the stub server got it, taken apart.</summary>
/// <param name="Batch">What a batch promises; null for EXECUTE.</param>
/// <param name="Statements">One, or those of the batch.</param>
/// <param name="Consistency">How many replicas must answer.</param>
/// <param name="Serial">The same of the comparing phase; null where the server is left to choose.</param>
/// <param name="PageSize">The most rows in an answer; 0 for no bound.</param>
internal sealed record StubCall(CqlBatchType? Batch, IReadOnlyList<StubStatement> Statements, CqlConsistency Consistency, CqlConsistency? Serial, int PageSize)
{
    private const int WithValues = 0x01;
    private const int WithPageSize = 0x04;
    private const int WithPagingState = 0x08;
    private const int WithSerial = 0x10;
    private const int UnsetLength = -2;

    public static StubCall Of(StubRequest request)
    {
        var reader = new WireReader(request.Body);
        return request.Opcode == Opcode.Batch ? ReadBatch(ref reader, request.Header.Version) : ReadExecute(ref reader, request.Header.Version);
    }

    private static StubCall ReadExecute(ref WireReader reader, int version)
    {
        var cql = Encoding.UTF8.GetString(reader.ReadShortBytes("an id"));
        if (version >= 5)
        {
            reader.ReadShortBytes("a metadata id");
        }

        var consistency = reader.ReadConsistency("a consistency");
        var flags = ReadFlags(ref reader, version);
        var values = (flags & WithValues) != 0 ? ReadValues(ref reader) : [];
        var pageSize = (flags & WithPageSize) != 0 ? reader.ReadInt("a page size") : 0;
        if ((flags & WithPagingState) != 0)
        {
            reader.ReadBytes("a paging state");
        }

        return new StubCall(null, [new StubStatement(cql, values)], consistency, ReadSerial(ref reader, flags), pageSize);
    }

    private static StubCall ReadBatch(ref WireReader reader, int version)
    {
        var type = (CqlBatchType)reader.ReadByte("a type");
        var statements = new StubStatement[reader.ReadShort("a count")];
        for (var i = 0; i < statements.Length; i++)
        {
            var isPrepared = reader.ReadByte("a kind") == 1;
            var cql = isPrepared ? Encoding.UTF8.GetString(reader.ReadShortBytes("an id")) : reader.ReadLongString("a statement");
            statements[i] = new StubStatement(cql, ReadValues(ref reader));
        }

        var consistency = reader.ReadConsistency("a consistency");
        return new StubCall(type, statements, consistency, ReadSerial(ref reader, ReadFlags(ref reader, version)), 0);
    }

    private static int ReadFlags(ref WireReader reader, int version) => version >= 5 ? reader.ReadInt("flags") : reader.ReadByte("flags");

    private static CqlConsistency? ReadSerial(ref WireReader reader, int flags) => (flags & WithSerial) != 0 ? reader.ReadConsistency("a serial consistency") : null;

    private static byte[]?[] ReadValues(ref WireReader reader)
    {
        var values = new byte[]?[reader.ReadShort("a count")];
        for (var i = 0; i < values.Length; i++)
        {
            var length = reader;
            var isUnset = length.ReadInt("a length") == UnsetLength;
            values[i] = reader.ReadBytes("a value") ?? (isUnset ? StubStatement.Unset : null);
        }

        return values;
    }
}
