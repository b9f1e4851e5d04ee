using System.Buffers;
using System.Buffers.Binary;
using ActorPipeline.Cassandra.Cql.Messages;
using ActorPipeline.Cassandra.Cql.Types;
using ActorPipeline.Cassandra.Cql.Wire;
using Xunit;

namespace ActorPipeline.Tests.Cassandra.Wire;

public class SegmentTests
{
    // SELECT release_version FROM system.local on stream 1, as Cassandra 5.0.6 answered it.
    private const string Answer =
        "440002 a791b0 85 00 0001 08 0000003b 00000002 00000001 00000001 0006 'system' 0005 'local' 000f 'release_version' 000d 00000001 00000005 '5.0.6'";

    [Fact]
    public void An_answer_of_Cassandra_5_is_decoded()
    {
        using var decoder = new FrameDecoder();
        decoder.UseSegments();
        var input = new ReadOnlySequence<byte>(WithCrc(Bytes.Of(Answer)));

        Assert.True(decoder.TryRead(ref input, out var frame));

        Assert.True(input.IsEmpty);
        Assert.Equal(new FrameHeader(5, true, FrameFlags.None, 1, Opcode.Result, 59), frame.Header);
        using var rows = Assert.IsType<RowsResponse>(ResponseDecoder.Decode(frame)).Rows;
        Assert.Equal("5.0.6", Assert.Single(rows).GetString("release_version"));
        Assert.Equal(new CqlColumn("system", "local", "release_version", CqlType.Of(CqlTypeCode.Varchar)), rows.Columns[0]);
    }

    private static byte[] WithCrc(byte[] segment)
    {
        var crc = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(crc, Crc32.Of(segment.AsSpan(6)));
        return [.. segment, .. crc];
    }
}
