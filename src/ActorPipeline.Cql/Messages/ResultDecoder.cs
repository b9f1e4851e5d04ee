using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Types;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Messages;

/// <summary>Reads the body of RESULT (specification section 4.2.5).</summary>
internal static class ResultDecoder
{
    private const int Void = 1;
    private const int Rows = 2;
    private const int Prepared = 4;
    private const int SchemaChange = 5;

    private const int HasGlobalTable = 0x01;
    private const int HasMorePages = 0x02;
    private const int HasNoMetadata = 0x04;
    private const int MetadataChanged = 0x08;

    /// <summary>Reads a result. Rows take the frame's body over; it stays the caller's when this throws.</summary>
    public static Response Read(ref WireReader reader, CqlFrame frame, CqlColumns? known) => reader.ReadInt("a kind of result") switch
    {
        Void => VoidResponse.Instance,
        Rows => ReadRows(ref reader, frame, known),
        Prepared => ReadPrepared(ref reader, frame.Header.Version),
        SchemaChange => new SchemaChangeResponse(),
        var kind => throw new CqlProtocolException($"expected rows, a prepared statement, a change of the schema or nothing, found a result of kind {kind}"),
    };

    private static RowsResponse ReadRows(ref WireReader reader, CqlFrame frame, CqlColumns? known)
    {
        var flags = reader.ReadInt("a result's flags");
        var count = reader.ReadInt("a result's number of columns");
        var pagingState = (flags & HasMorePages) != 0 ? reader.ReadBytes("a paging state") : null;
        var newId = (flags & MetadataChanged) != 0 ? reader.ReadShortBytes("the id of changed columns").ToArray() : null;
        var columns = (flags & HasNoMetadata) != 0 ? Known(known, count) : ReadColumns(ref reader, flags, count);
        var rowCount = reader.ReadInt("a result's number of rows");
        var rows = CqlRows.Read(columns, rowCount, frame.Array, frame.Header.Length, reader.Position);
        return new RowsResponse(rows, pagingState, newId);
    }

    private static PreparedResponse ReadPrepared(ref WireReader reader, int version)
    {
        var id = reader.ReadShortBytes("the id of a prepared statement").ToArray();
        var resultId = version >= 5 ? reader.ReadShortBytes("the id of a prepared statement's columns").ToArray() : [];
        var flags = reader.ReadInt("the flags of a statement's markers");
        var count = reader.ReadInt("the number of a statement's markers");
        var partitionKey = new int[reader.ReadCount(2, "a partition key's markers")];
        for (var i = 0; i < partitionKey.Length; i++)
        {
            partitionKey[i] = reader.ReadShort("a partition key's marker");
        }

        var markers = ReadColumns(ref reader, flags, count);
        if (Array.Exists(partitionKey, index => index >= markers.Count))
        {
            throw new CqlProtocolException($"expected a partition key among {markers.Count} markers, found {string.Join(", ", partitionKey)}");
        }

        flags = reader.ReadInt("the flags of a statement's columns");
        count = reader.ReadInt("the number of a statement's columns");
        var columns = (flags & HasNoMetadata) != 0 || count == 0 ? null : ReadColumns(ref reader, flags, count);
        return new PreparedResponse(id, resultId, markers, partitionKey, columns);
    }

    private static CqlColumns Known(CqlColumns? known, int count) => known?.Count == count
        ? known
        : throw new CqlProtocolException($"expected a description of {count} columns, found none, and the statement was prepared with {known?.Count ?? 0}");

    private static CqlColumns ReadColumns(ref WireReader reader, int flags, int count)
    {
        var isOneTable = (flags & HasGlobalTable) != 0;
        var keyspace = isOneTable ? ReadKeyspace(ref reader) : "";

        // A column takes its name's length and its type's code at least.
        if (count < 0 || (long)count * 4 > reader.Remaining)
        {
            throw new CqlProtocolException($"expected {count} columns at byte {reader.Position}, found {reader.Remaining} bytes");
        }

        var columns = new CqlColumn[count];
        for (var i = 0; i < count; i++)
        {
            keyspace = isOneTable ? keyspace : ReadKeyspace(ref reader);
            columns[i] = new CqlColumn(keyspace, reader.ReadString("a column's name"), CqlTypeReader.Read(ref reader));
        }

        return new CqlColumns(columns);
    }

    /// <summary>The keyspace of a table, whose name nobody needs.</summary>
    private static string ReadKeyspace(ref WireReader reader)
    {
        var keyspace = reader.ReadString("a keyspace");
        reader.SkipString("a table");
        return keyspace;
    }
}
