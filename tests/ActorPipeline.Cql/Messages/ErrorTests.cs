using System.Net;
using ActorPipeline.Cql.Messages;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Tests.Wire;
using ActorPipeline.Cql.Wire;
using Xunit;

namespace ActorPipeline.Cql.Tests.Messages;

public class ErrorTests
{
    [Fact]
    public void Too_few_replicas()
    {
        var error = Error<CqlUnavailableException>("00001000 0001 'm' 0004 00000003 00000001");

        Assert.Equal((CqlConsistency.Quorum, 3, 1), (error.Consistency, error.Required, error.Alive));
    }

    [Theory]
    [InlineData(4, "00001100 0001 'm' 0008 00000001 00000002 0003 'CAS' 0005", null)]
    [InlineData(5, "00001100 0001 'm' 0008 00000001 00000002 0003 'CAS' 0005", 5)]
    public void A_write_that_timed_out_tells_contentions_from_version_5(int version, string body, int? contentions)
    {
        var error = Error<CqlWriteTimeoutException>(body, version);

        Assert.Equal((CqlConsistency.Serial, 1, 2, CqlWriteType.Cas, contentions), (error.Consistency, error.Received, error.Required, error.WriteType, error.Contentions));
    }

    [Theory]
    [InlineData("SIMPLE", CqlWriteType.Simple)]
    [InlineData("BATCH", CqlWriteType.Batch)]
    [InlineData("UNLOGGED_BATCH", CqlWriteType.UnloggedBatch)]
    [InlineData("COUNTER", CqlWriteType.Counter)]
    [InlineData("BATCH_LOG", CqlWriteType.BatchLog)]
    [InlineData("VIEW", CqlWriteType.View)]
    [InlineData("CDC", CqlWriteType.Cdc)]
    [InlineData("NEW", CqlWriteType.Unknown)]
    public void Every_kind_of_write_is_known(string name, CqlWriteType type) =>
        Assert.Equal(type, Error<CqlWriteTimeoutException>($"00001100 0000 0001 00000000 00000001 {name.Length:x4} '{name}'").WriteType);

    [Fact]
    public void A_read_that_timed_out()
    {
        var error = Error<CqlReadTimeoutException>("00001200 0001 'm' 0001 00000000 00000001 01");

        Assert.True(error.IsDataPresent);
    }

    [Fact]
    public void Failures_are_a_number_in_version_4_and_addresses_in_version_5()
    {
        var read = Error<CqlReadFailureException>("00001300 0001 'm' 0001 00000001 00000002 00000003 00");
        Assert.Equal((3, 0, false), (read.Failures, read.Reasons.Count, read.IsDataPresent));

        var write = Error<CqlWriteFailureException>("00001500 0001 'm' 0001 00000001 00000002 00000001 04 0a000001 0002 0006 'SIMPLE'", 5);
        Assert.Equal((1, 2, CqlWriteType.Simple), (write.Failures, write.Reasons[IPAddress.Parse("10.0.0.1")], write.WriteType));
    }

    [Fact]
    public void Whether_a_conditional_write_happened_is_not_known() =>
        Assert.Equal(2, Error<CqlCasWriteUnknownException>("00001700 0001 'm' 0008 00000001 00000002", 5).Required);

    [Fact]
    public void What_exists_what_is_not_prepared_and_what_failed_have_names()
    {
        var exists = Error<CqlAlreadyExistsException>("00002400 0001 'm' 0002 'ks' 0000");
        Assert.Equal(("ks", ""), (exists.Keyspace, exists.Table));
        Assert.Equal([0xab], Error<CqlUnpreparedException>("00002500 0001 'm' 0001 ab").Id.ToArray());
        var function = Error<CqlFunctionFailureException>("00001400 0001 'm' 0002 'ks' 0001 'f' 0001 0003 'int'");
        Assert.Equal(("ks", "f", "int"), (function.Keyspace, function.Function, Assert.Single(function.ArgumentTypes)));
    }

    [Theory]
    [InlineData("0000", CqlErrorCode.Server)]
    [InlineData("000a", CqlErrorCode.Protocol)]
    [InlineData("0100", CqlErrorCode.BadCredentials)]
    [InlineData("1001", CqlErrorCode.Overloaded)]
    [InlineData("1002", CqlErrorCode.Bootstrapping)]
    [InlineData("1003", CqlErrorCode.Truncate)]
    [InlineData("1600", CqlErrorCode.CdcWriteFailure)]
    [InlineData("2000", CqlErrorCode.Syntax)]
    [InlineData("2100", CqlErrorCode.Unauthorized)]
    [InlineData("2200", CqlErrorCode.Invalid)]
    [InlineData("2300", CqlErrorCode.Config)]
    [InlineData("7777", (CqlErrorCode)0x7777)]
    public void Errors_without_a_body_have_their_code(string code, CqlErrorCode expected)
    {
        var error = Error<CqlServerException>($"0000{code} 0003 'why'");
        Assert.Equal(expected, error.Code);

        error.Node = "127.0.0.1:9042";
        Assert.Equal($"127.0.0.1:9042 answered {expected}: why", error.Message);
    }

    private static T Error<T>(string body, int version = 4)
        where T : CqlServerException => Assert.IsType<T>(Assert.IsType<ErrorResponse>(Bytes.Decode(Opcode.Error, body, version)).Error);
}
