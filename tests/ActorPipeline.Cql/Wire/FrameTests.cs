using ActorPipeline.Cql.Messages;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;
using Xunit;

namespace ActorPipeline.Cql.Tests.Wire;

public class FrameTests
{
    private const string Ready = "84 00 0003 02 00000000";
    private const string Challenge = "84 00 7fff 0e 00000007 00000003 010203";

    [Fact]
    public void A_request_is_framed()
    {
        using var writer = new WireWriter();
        var options = new StartupRequest(new Dictionary<string, string> { ["CQL_VERSION"] = "3.0.0" });

        Assert.Equal(31, FrameEncoder.Append(writer, 4, 258, options));

        Assert.Equal(Bytes.Hex("04 00 0102 01 00000016 0001 000b 'CQL_VERSION' 0005 '3.0.0'"), Convert.ToHexStringLower(writer.Written));
    }

    [Fact]
    public void A_request_that_cannot_be_written_leaves_nothing_behind()
    {
        using var writer = new WireWriter();
        FrameEncoder.Append(writer, 4, 1, new OptionsRequest());

        Assert.Throws<ArgumentException>(() => FrameEncoder.Append(writer, 4, 2, new RegisterRequest([new string('x', 70_000)])));

        Assert.Equal(Bytes.Hex("04 00 0001 05 00000000"), Convert.ToHexStringLower(writer.Written));
    }

    [Fact]
    public void Frames_split_at_every_byte_are_the_same()
    {
        var bytes = Bytes.Of(Ready + Challenge + Ready);
        for (var at = 0; at <= bytes.Length; at++)
        {
            Assert.Equal(["Ready 3 ", "AuthChallenge 32767 00000003010203", "Ready 3 "], Decode(new FrameDecoder(), bytes[..at], bytes[at..]));
        }
    }

    [Fact]
    public void Frames_that_come_byte_by_byte_are_the_same()
    {
        using var decoder = new FrameDecoder();
        var frames = new List<string>();
        foreach (var b in Bytes.Of(Ready + Challenge))
        {
            frames.AddRange(Decode(decoder, [b]));
        }

        Assert.Equal(["Ready 3 ", "AuthChallenge 32767 00000003010203"], frames);
    }

    [Theory]
    [InlineData("82 00 0000 02 00000000", "protocol version 3 to 5")]
    [InlineData("86 00 0000 02 00000000", "protocol version 3 to 5")]
    [InlineData("84 00 0000 02 10000001", "at most 268435456 bytes")]
    [InlineData("84 00 0000 02 ffffffff", "found a length of -1")]
    [InlineData("84 01 0000 02 00000001 00", "no compression was agreed on")]
    public void A_frame_that_cannot_be_is_refused(string bytes, string expected) =>
        Assert.Contains(expected, Assert.Throws<CqlProtocolException>(() => Decode(new FrameDecoder(), Bytes.Of(bytes))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_body_longer_than_allowed_is_refused_before_it_comes() => Assert.Contains(
        "at most 100 bytes",
        Assert.Throws<CqlProtocolException>(() => Decode(new FrameDecoder(maxBodyBytes: 100), Bytes.Of("84 00 0000 08 00000065"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_length_alone_takes_no_memory()
    {
        var header = Bytes.Of("84 00 0000 08 10000000 00");
        Decode(new FrameDecoder(), header);

        var before = GC.GetAllocatedBytesForCurrentThread();
        using var decoder = new FrameDecoder();
        Decode(decoder, header);

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
    }

    [Fact]
    public void A_body_is_compressed_with_its_length_in_front()
    {
        using var writer = new WireWriter();
        FrameEncoder.Append(writer, 4, 1, new PrepareRequest(new string('x', 1000)), lz4: true);

        Assert.True(writer.Length < 60);
        Assert.Equal(Bytes.Hex("04 01 0001 09"), Convert.ToHexStringLower(writer.Written[..5]));
        Assert.Equal(Bytes.Hex("000003ec"), Convert.ToHexStringLower(writer.Written[9..13]));
        var frame = Assert.Single(Decode(new FrameDecoder(lz4: true), writer.Written.ToArray()));
        Assert.Equal("Prepare 1 000003e8" + string.Concat(Enumerable.Repeat("78", 1000)), frame);
    }

    [Theory]
    [InlineData("84 01 0000 08 00000005 00000064 00", "a claim of 100")]
    [InlineData("84 01 0000 08 00000006 00000003 10 61", "an LZ4 block")]
    [InlineData("84 01 0000 08 00000003 000000", "the uncompressed length")]
    public void A_damaged_compressed_body_is_refused(string bytes, string expected) =>
        Assert.Contains(
            expected,
            Assert.Throws<CqlProtocolException>(() => Decode(new FrameDecoder(lz4: true, maxBodyBytes: 99), Bytes.Of(bytes))).Message,
            StringComparison.Ordinal);

    /// <summary>All frames in bytes that come in pieces, as texts. What the decoder leaves of one comes again with the next, as from a socket.</summary>
    internal static List<string> Decode(FrameDecoder decoder, params IEnumerable<byte[]> pieces)
    {
        var frames = new List<string>();
        byte[] left = [];
        foreach (var piece in pieces)
        {
            ReadOnlySpan<byte> input = [.. left, .. piece];
            while (decoder.TryRead(ref input, out var frame))
            {
                frames.Add($"{frame.Header.Opcode} {frame.Header.Stream} {Convert.ToHexStringLower(frame.Body)}");
                frame.Return();
            }

            left = input.ToArray();
        }

        return frames;
    }
}
