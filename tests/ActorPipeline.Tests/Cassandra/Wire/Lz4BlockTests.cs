using ActorPipeline.Cassandra.Cql.Wire;
using Xunit;

namespace ActorPipeline.Tests.Cassandra.Wire;

public class Lz4BlockTests
{
    [Theory]
    [InlineData("00", "")]
    [InlineData("30 'abc'", "abc")]
    [InlineData("11 'a' 0100 50 'bcdef'", "aaaaaabcdef")]
    [InlineData("32 'abc' 0300 00", "abcabcabc")]
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
    public void A_damaged_block_is_refused(string block) => Assert.Throws<CqlProtocolException>(() => Lz4Block.Decompress(Bytes.Of(block), new byte[9]));

    [Fact]
    public void What_is_compressed_comes_back()
    {
        var random = new Random(11);
        for (var run = 0; run < 2_000; run++)
        {
            var plain = new byte[random.Next(4) == 0 ? random.Next(100_000) : random.Next(300)];
            for (var i = 0; i < plain.Length; i++)
            {
                plain[i] = random.Next(3) > 0 && i > 70 ? plain[i - random.Next(1, 70)] : (byte)random.Next(run % 256 + 1);
            }

            var block = new byte[Lz4Block.MostCompressed(plain.Length)];
            var length = Lz4Block.Compress(plain, block);
            var back = new byte[plain.Length];
            Lz4Block.Decompress(block.AsSpan(0, length), back);
            Assert.Equal(plain, back);
        }
    }

    [Fact]
    public void A_long_run_becomes_little()
    {
        var block = new byte[Lz4Block.MostCompressed(1_000_000)];
        Assert.True(Lz4Block.Compress(new byte[1_000_000], block) < 4_000);
    }
}
