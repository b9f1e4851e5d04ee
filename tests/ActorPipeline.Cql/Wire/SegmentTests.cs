using ActorPipeline.Cql.Messages;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Types;
using ActorPipeline.Cql.Wire;
using ActorPipeline.TestKit.Cassandra;
using Xunit;

namespace ActorPipeline.Cql.Tests.Wire;

public class SegmentTests
{
    // SELECT release_version FROM system.local on stream 1, as Cassandra 5.0.6 answered it.
    private const string Answer = """
        440002 a791b0 85 00 0001 08 0000003b 00000002 00000001 00000001 0006 'system' 0005 'local' 000f 'release_version' 000d 00000001 00000005 '5.0.6'
        58c189db
        """;

    [Fact]
    public void An_answer_of_Cassandra_5_is_decoded()
    {
        using var decoder = Segments();
        ReadOnlySpan<byte> input = Bytes.Of(Answer);

        Assert.True(decoder.TryRead(ref input, out var frame));

        Assert.True(input.IsEmpty);
        Assert.Equal(new FrameHeader(5, true, FrameFlags.None, 1, Opcode.Result, 59), frame.Header);
        using var rows = Assert.IsType<RowsResponse>(ResponseDecoder.Decode(frame)).Rows;
        Assert.Equal("5.0.6", Assert.Single(rows)["release_version"].Get<string>());
        Assert.Equal(new CqlColumn("system", "release_version", CqlType.Of(CqlTypeCode.Varchar)), rows.Columns[0]);
    }

    [Fact]
    public void A_frame_is_packed_as_Cassandra_5_packs_it()
    {
        using var target = new WireWriter();
        new SegmentEncoder(lz4: false).Append(Bytes.Of(Answer).AsSpan(6, 68), target);

        Assert.Equal(Bytes.Hex(Answer), Convert.ToHexStringLower(target.Written));
    }

    [Fact]
    public void An_answer_split_at_every_byte_is_the_same()
    {
        var bytes = Bytes.Of(Answer);
        var whole = FrameTests.Decode(Segments(), bytes);
        for (var at = 0; at <= bytes.Length; at++)
        {
            using var decoder = Segments();
            Assert.Equal(whole, FrameTests.Decode(decoder, bytes[..at], bytes[at..]));
        }
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        var bytes = Bytes.Of(Answer);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Contains("CRC-", Assert.Throws<CqlProtocolException>(() => FrameTests.Decode(Segments(), damaged)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Small_frames_share_a_segment_and_large_ones_take_several(bool lz4)
    {
        using var frames = new WireWriter();
        var texts = new List<string>();
        foreach (var size in new[] { 10, 100, 60_000, 70_000, 131_000, 131_071, 131_072, 400_000, 5 })
        {
            texts.Add(Text(size));
            FrameEncoder.Append(frames, 5, (short)texts.Count, new PrepareRequest(texts[^1]));
        }

        using var segments = new WireWriter();
        new SegmentEncoder(lz4).Append(frames.Written, segments);
        using var decoder = Segments(lz4);
        var decoded = FrameTests.Decode(decoder, segments.Written.ToArray().Chunk(8_191));

        Assert.Equal(texts.Select((text, i) => (Opcode.Prepare, i + 1, text)), decoded.Select(Prepared));
        Assert.Equal(lz4, segments.Length < frames.Length);
    }

    [Fact]
    public void Many_small_frames_go_out_as_one_segment()
    {
        using var frames = new WireWriter();
        for (var i = 0; i < 100; i++)
        {
            FrameEncoder.Append(frames, 5, (short)i, new OptionsRequest());
        }

        using var segments = new WireWriter();
        new SegmentEncoder(lz4: false).Append(frames.Written, segments);

        Assert.Equal(6 + 900 + 4, segments.Length);
    }

    [Fact]
    public void What_does_not_compress_is_sent_as_it_is()
    {
        using var frames = new WireWriter();
        FrameEncoder.Append(frames, 5, 1, new OptionsRequest());
        using var segments = new WireWriter();
        new SegmentEncoder(lz4: true).Append(frames.Written, segments);

        // 9 bytes stored, 0 uncompressed, self-contained in bit 34: little-endian.
        Assert.Equal(Bytes.Hex("09 00 00 00 04"), Convert.ToHexStringLower(segments.Written[..5]));
        Assert.Equal(["Options 1 "], FrameTests.Decode(Segments(lz4: true), segments.Written.ToArray()));
    }

    [Fact]
    public void Half_a_frame_in_a_self_contained_segment_is_refused()
    {
        using var segments = new WireWriter();
        new SegmentEncoder(lz4: false).Append(Bytes.Of("05 00 0001 05 00000000"), segments);
        var bytes = segments.Written.ToArray();
        bytes[0] -= 1;
        Crc24Into(bytes);
        var shorter = bytes[..14];
        var crc = BitConverter.GetBytes(new PayloadChecksum().Of(shorter.AsSpan(6)));

        var refused = Assert.Throws<CqlProtocolException>(() => FrameTests.Decode(Segments(), [.. shorter, .. crc]));

        Assert.Contains("whole frames", refused.Message, StringComparison.Ordinal);
    }

    private static FrameDecoder Segments(bool lz4 = false)
    {
        var decoder = new FrameDecoder(lz4);
        decoder.UseSegments();
        return decoder;
    }

    private static void Crc24Into(byte[] segment)
    {
        var crc = Crc24.Of(segment.AsSpan(0, 3));
        (segment[3], segment[4], segment[5]) = ((byte)crc, (byte)(crc >> 8), (byte)(crc >> 16));
    }

    private static string Text(int size) => string.Create(size, size, (span, seed) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = (char)('a' + (((i / 7) ^ seed) % 23));
        }
    });

    private static (Opcode Opcode, int Stream, string Text) Prepared(string frame)
    {
        var parts = frame.Split(' ');
        var reader = new WireReader(Convert.FromHexString(parts[2]));
        return (Enum.Parse<Opcode>(parts[0]), int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), reader.ReadLongString("a statement"));
    }
}
