using ActorPipeline.Cql.Messages;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Tests.Wire;
using ActorPipeline.Cql.Wire;
using Xunit;

namespace ActorPipeline.Cql.Tests.Messages;

public class ErrorTests
{
    [Theory]
    [InlineData(4, "00001000 0001 'm' 0004 00000003 00000001", CqlErrorCode.Unavailable, "m (Quorum takes 3 replicas, 1 are alive)")]
    [InlineData(4, "00001100 0001 'm' 0008 00000001 00000002 0003 'CAS'", CqlErrorCode.WriteTimeout, "m (Serial, 1 of 2 replicas answered, CAS)")]
    [InlineData(5, "00001100 0001 'm' 0008 00000001 00000002 0003 'CAS' 0005", CqlErrorCode.WriteTimeout, "m (Serial, 1 of 2 replicas answered, CAS)")]
    [InlineData(4, "00001200 0001 'm' 0001 00000000 00000001 01", CqlErrorCode.ReadTimeout, "m (One, 0 of 1 replicas answered)")]
    [InlineData(4, "00001300 0001 'm' 0001 00000001 00000002 00000003 00", CqlErrorCode.ReadFailure, "m (One, 1 of 2 replicas answered, 3 failed)")]
    [InlineData(
        5, "00001500 0001 'm' 0001 00000001 00000002 00000001 04 0a000001 0002 0006 'SIMPLE'", CqlErrorCode.WriteFailure,
        "m (One, 1 of 2 replicas answered, 10.0.0.1 failed with code 2)")]
    [InlineData(5, "00001700 0001 'm' 0008 00000001 00000002", CqlErrorCode.CasWriteUnknown, "m (Serial, 1 of 2 replicas answered)")]
    [InlineData(5, "00002400 0001 'm' 0002 'ks' 0000", CqlErrorCode.AlreadyExists, "m")]
    [InlineData(5, "00001400 0001 'm' 0002 'ks' 0001 'f' 0001 0003 'int'", CqlErrorCode.FunctionFailure, "m")]
    public void What_replicas_did_is_part_of_the_message(int version, string body, CqlErrorCode code, string message)
    {
        var error = Error<CqlServerException>(body, version);

        Assert.Equal(code, error.Code);
        Assert.Equal($"{code}: {message}", error.Message);
    }

    [Fact]
    public void What_is_not_prepared_has_its_id() => Assert.Equal([0xab], Error<CqlUnpreparedException>("00002500 0001 'm' 0001 ab").Id.ToArray());

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
