using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;
using Xunit;

namespace ActorPipeline.Cql.Tests.Wire;

public class Lz4BlockTests
{
    [Theory]
    [InlineData("00", "")]
    [InlineData("30 'abc'", "abc")]
    [InlineData("1b 'a' 0100 50 'bcdef'", "aaaaaaaaaaaaaaaabcdef")]
    [InlineData("39 'abc' 0300 50 'bcabc'", "abcabcabcabcabcabcabc")]
    [InlineData("f0 00 'abcdefghijklmno'", "abcdefghijklmno")]
    public void A_block_written_by_hand_is_decompressed(string block, string text)
    {
        var target = new byte[text.Length];
        Lz4Block.Decompress(Bytes.Of(block), target);

        Assert.Equal(text, System.Text.Encoding.UTF8.GetString(target));
    }

    [Theory]
    [InlineData("40 'abc'")]
    [InlineData("12 'a' 0200 00")]
    [InlineData("12 'a' 0000 00")]
    [InlineData("1f 'a' 0100 ffff")]
    [InlineData("f0")]
    [InlineData("10 'a' 01")]
    [InlineData("20 'ab'")]
    [InlineData("")]
    [InlineData("00")]
    public void A_damaged_block_is_refused(string block) => Assert.Throws<CqlProtocolException>(() => Lz4Block.Decompress(Bytes.Of(block), new byte[9]));

    [Fact]
    public void A_body_is_compressed_to_the_block_that_every_server_reads()
    {
        var plain = Bytes.Of("'abcabcabcabcabcabcabcabcabcabc'");
        var block = new byte[Lz4Block.MaxCompressed(plain.Length)];

        // Three literals, a match of 22 bytes three bytes back, five literals: the format's end.
        Assert.Equal(Bytes.Hex("3f 'abc' 0300 03 50 'bcabc'"), Convert.ToHexStringLower(block.AsSpan(0, Lz4Block.Compress(plain, block))));
    }
}
