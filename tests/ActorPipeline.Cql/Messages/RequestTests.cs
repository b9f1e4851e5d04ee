using ActorPipeline.Cql.Messages;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Tests.Wire;
using ActorPipeline.Cql.Types;
using ActorPipeline.Cql.Wire;
using Xunit;

namespace ActorPipeline.Cql.Tests.Messages;

public class RequestTests
{
    private static readonly QueryParameters Everything = new()
    {
        Consistency = CqlConsistency.Quorum,
        Values = Values(),
        SkipMetadata = true,
        PageSize = 100,
        PagingState = new byte[] { 0xaa },
        SerialConsistency = CqlConsistency.LocalSerial,
        Timestamp = 1,
    };

    private const string Tail = "0003 00000001 'v' ffffffff fffffffe 00000064 00000001 aa 0009 0000000000000001";

    [Theory]
    [InlineData(4, "00000005 'USE k' 0004 3f" + Tail)]
    [InlineData(5, "00000005 'USE k' 0004 0000003f" + Tail)]
    public void A_query_with_everything(int version, string expected) =>
        Assert.Equal(Bytes.Hex(expected), Written(new QueryRequest("USE k", Everything), version));

    [Theory]
    [InlineData(4, "00000001 'q' 000a 00")]
    [InlineData(5, "00000001 'q' 000a 00000000")]
    public void A_query_with_nothing(int version, string expected) =>
        Assert.Equal(Bytes.Hex(expected), Written(new QueryRequest("q", new QueryParameters { Consistency = CqlConsistency.LocalOne }), version));

    [Theory]
    [InlineData(4, "0002 abcd 0006 00")]
    [InlineData(5, "0002 abcd 0001 ef 0006 00000000")]
    public void An_execution_carries_the_result_s_id_from_version_5(int version, string expected) => Assert.Equal(
        Bytes.Hex(expected),
        Written(new ExecuteRequest(new byte[] { 0xab, 0xcd }, new byte[] { 0xef }, new QueryParameters { Consistency = CqlConsistency.LocalQuorum }), version));

    [Theory]
    [InlineData(4, "00000001 'q'")]
    [InlineData(5, "00000001 'q' 00000000")]
    public void Preparing_has_flags_from_version_5(int version, string expected) => Assert.Equal(Bytes.Hex(expected), Written(new PrepareRequest("q"), version));

    [Theory]
    [InlineData(4, "01 0002 01 0001 ef 0000 01 0002 abcd 0003 00000001 'v' ffffffff fffffffe 0004 30 0008 0000000000000002")]
    [InlineData(5, "01 0002 01 0001 ef 0000 01 0002 abcd 0003 00000001 'v' ffffffff fffffffe 0004 00000030 0008 0000000000000002")]
    public void A_batch_of_statements(int version, string expected)
    {
        var batch = new BatchRequest(
            CqlBatchType.Unlogged,
            [new BatchEntry(new byte[] { 0xef }, new BoundValues(CqlColumns.None)), new BatchEntry(new byte[] { 0xab, 0xcd }, Values())],
            CqlConsistency.Quorum)
        {
            SerialConsistency = CqlConsistency.Serial,
            Timestamp = 2,
        };

        Assert.Equal(Bytes.Hex(expected), Written(batch, version));
    }

    [Fact]
    public void Logging_in_and_registering()
    {
        Assert.Equal(Bytes.Hex("00000004 00 'u' 00 'p'"), Written(new AuthResponseRequest(new byte[] { 0, (byte)'u', 0, (byte)'p' }), 4));
        Assert.Equal(Bytes.Hex("0002 0001 'A' 0001 'B'"), Written(new RegisterRequest(["A", "B"]), 4));
        Assert.Equal("", Written(new OptionsRequest(), 5));
    }

    private static string Written<T>(T request, int version)
        where T : IRequest => Bytes.Written(writer => request.Write(writer, version));

    private static BoundValues Values()
    {
        var text = CqlType.Of(CqlTypeCode.Varchar);
        var values = new BoundValues(new CqlColumns(((string[])["a", "b", "c"]).Select(name => new CqlColumn("ks", name, text))));
        values.AddText("v");
        values.AddValue(null);
        values.AddUnset();
        return values;
    }
}
