using System.Net;
using ActorPipeline.Cql.Messages;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Tests.Wire;
using ActorPipeline.Cql.Types;
using ActorPipeline.Cql.Wire;
using Xunit;

namespace ActorPipeline.Cql.Tests.Messages;

public class ResponseTests
{
    [Fact]
    public void What_a_connection_begins_with()
    {
        Assert.IsType<ReadyResponse>(Bytes.Decode(Opcode.Ready, ""));
        Assert.Equal("x", Assert.IsType<AuthenticateResponse>(Bytes.Decode(Opcode.Authenticate, "0001 'x'")).Authenticator);
        Assert.False(Assert.IsType<AuthTokenResponse>(Bytes.Decode(Opcode.AuthChallenge, "00000001 01")).IsSuccess);
        Assert.True(Assert.IsType<AuthTokenResponse>(Bytes.Decode(Opcode.AuthSuccess, "ffffffff")).IsSuccess);
        var options = Assert.IsType<SupportedResponse>(Bytes.Decode(Opcode.Supported, "0001 000b 'COMPRESSION' 0002 0006 'snappy' 0003 'lz4'")).Options;
        Assert.Equal(["snappy", "lz4"], options["COMPRESSION"]);
    }

    [Fact]
    public void Bytes_after_what_is_known_are_ignored() => Assert.IsType<ReadyResponse>(Bytes.Decode(Opcode.Ready, "010203"));

    [Theory]
    [InlineData("00112233445566778899aabbccddeeff 0001 0004 'slow' 0001 0001 'k' 00000001 07", 0x0e)]
    [InlineData("0001 0004 'slow'", 0x08)]
    [InlineData("0001 0001 'k' ffffffff", 0x04)]
    [InlineData("00112233445566778899aabbccddeeff", 0x02)]
    public void What_comes_before_an_answer_is_passed(string prefix, byte flags)
    {
        using var rows = Assert.IsType<RowsResponse>(
            Bytes.Decode(Opcode.Result, prefix + "00000002 00000001 00000001 0001 'k' 0001 't' 0001 'a' 0009 00000001 00000004 00000007", flags: (FrameFlags)flags)).Rows;

        Assert.Equal(7, rows[0]["a"].Get<int>());
    }

    [Fact]
    public void Rows_with_a_column_of_each_kind_of_option()
    {
        var response = Assert.IsType<RowsResponse>(Bytes.Decode(Opcode.Result, """
            00000002 00000003 00000003 00000002 beef 0002 'ks' 0001 't'
            0001 'a' 0009
            0001 'm' 0021 000d 0002
            0001 'u' 0030 0002 'ks' 0003 'udt' 0002 0001 'x' 0009 0001 'y' 0031 0001 0020 000d
            00000002
            00000004 00000007 00000015 00000001 00000001 'k' 00000008 0000000000000009 ffffffff
            ffffffff ffffffff ffffffff
            """));
        using var rows = response.Rows;

        Assert.Equal([0xbe, 0xef], response.PagingState.ToArray());
        Assert.Equal("int, map<text, bigint>, ks.udt", string.Join(", ", rows.Columns.Select(column => column.Type)));
        Assert.Equal("tuple<list<text>>", rows.Columns[2].Type.Elements[1].ToString());
        Assert.Equal(7, rows[0]["a"].Get<int>());
        Assert.Equal([new("k", 9)], rows[0]["m"].GetMap<string, long>());
        Assert.True(rows[0][2].IsNull && rows[1][0].IsNull && rows[1]["m"].IsNull);
    }

    [Fact]
    public void Rows_without_a_description_are_read_with_that_of_the_statement()
    {
        var known = new CqlColumns(new CqlColumn("ks", "a", CqlType.Of(CqlTypeCode.Int)));
        const string Body = "00000002 00000004 00000001 00000001 00000004 00000005";

        using var rows = Assert.IsType<RowsResponse>(Bytes.Decode(Opcode.Result, Body, known: known)).Rows;

        Assert.Equal(5, rows[0]["a"].Get<int>());
        Assert.Throws<CqlProtocolException>(() => Bytes.Decode(Opcode.Result, Body));
    }

    [Fact]
    public void Changed_columns_come_with_a_new_id()
    {
        var response = Assert.IsType<RowsResponse>(Bytes.Decode(Opcode.Result, "00000002 00000009 00000001 0002 cafe 0001 'k' 0001 't' 0001 'a' 000d 00000000", version: 5));

        Assert.Equal([0xca, 0xfe], response.NewMetadataId.ToArray());
        Assert.Equal("a", Assert.Single(response.Rows.Columns).Name);
        Assert.Empty(response.Rows);
    }

    [Theory]
    [InlineData(4, "00000004 0001 01 00000001 00000002 00000001 0001 0001 'k' 0001 't' 0001 'a' 0009 0001 'b' 000d 00000004 00000000", "")]
    [InlineData(5, "00000004 0001 01 0001 02 00000001 00000002 00000001 0001 0001 'k' 0001 't' 0001 'a' 0009 0001 'b' 000d 00000004 00000000", "02")]
    public void A_prepared_statement_has_its_result_s_id_from_version_5(int version, string body, string resultId)
    {
        var prepared = Assert.IsType<PreparedResponse>(Bytes.Decode(Opcode.Result, body, version));

        Assert.Equal([1], prepared.Id);
        Assert.Equal(resultId, Convert.ToHexStringLower(prepared.ResultMetadataId));
        Assert.Equal(["a", "b"], prepared.Markers.Select(marker => marker.Name));
        Assert.Equal([1], prepared.PartitionKey);
        Assert.Null(prepared.Columns);
    }

    [Fact]
    public void Results_without_rows()
    {
        Assert.Same(VoidResponse.Instance, Bytes.Decode(Opcode.Result, "00000001"));
        Assert.IsType<SchemaChangeResponse>(Bytes.Decode(Opcode.Result, "00000005 0007 'CREATED' 0005 'TABLE' 0002 'ks' 0001 't'"));
    }

    [Fact]
    public void Events()
    {
        Assert.Equal<Response>(new TopologyChangedEvent(), Event("000f 'TOPOLOGY_CHANGE' 0008 'NEW_NODE' 04 0a000001 00002352"));
        Assert.Equal<Response>(new StatusChangedEvent(true, IPEndPoint.Parse("10.0.0.1:9042")), Event("000d 'STATUS_CHANGE' 0002 'UP' 04 0a000001 00002352"));
        Assert.Equal<Response>(new StatusChangedEvent(false, IPEndPoint.Parse("[::1]:1")), Event("000d 'STATUS_CHANGE' 0004 'DOWN' 10 00000000000000000000000000000001 00000001"));
        Assert.Equal<Response>(new SchemaChangedEvent("KEYSPACE"), Event("000d 'SCHEMA_CHANGE' 0007 'DROPPED' 0008 'KEYSPACE' 0002 'ks'"));
        Assert.Equal<Response>(new SchemaChangedEvent("FUNCTION"), Event("000d 'SCHEMA_CHANGE' 0007 'UPDATED' 0008 'FUNCTION' 0002 'ks' 0001 'f' 0001 0003 'int'"));
        Assert.Equal<Response>(new UnknownEvent(), Event("000c 'GRAPH_CHANGE'"));
    }

    [Theory]
    [InlineData(7, "", "opcode 0x07")]
    [InlineData(8, "00000006", "a result of kind 6")]
    [InlineData(8, "00000003 0002 'ks'", "a result of kind 3")]
    [InlineData(8, "00000002 00000001 7fffffff 0001 'k' 0001 't'", "2147483647 columns")]
    [InlineData(8, "00000002 00000000 00000000 00000009", "9 rows of 0 columns")]
    [InlineData(8, "00000002 00000001 00000001 0001 'k' 0001 't' 0001 'a' 0009 7fffffff", "2147483647 rows")]
    [InlineData(8, "00000002 00000001 00000001 0001 'k' 0001 't' 0001 'a' 0077 00000000", "found code 0x0077")]
    public void What_cannot_be_is_refused(int opcode, string body, string expected) =>
        Assert.Contains(expected, Assert.Throws<CqlProtocolException>(() => Bytes.Decode((Opcode)opcode, body)).Message, StringComparison.Ordinal);

    [Fact]
    public void Types_nested_without_end_are_refused() => Assert.Contains(
        "nested at most",
        Assert.Throws<CqlProtocolException>(() => Bytes.Decode(Opcode.Result, "00000002 00000001 00000001 0001 'k' 0001 't' 0001 'a'" + string.Concat(Enumerable.Repeat("0020", 100_000)))).Message,
        StringComparison.Ordinal);

    private static Response Event(string body) => Bytes.Decode(Opcode.Event, body);
}
