using System.Buffers.Binary;
using System.Text;
using ActorPipeline.Hashing;
using Xunit;

namespace ActorPipeline.Tests.Engine.Hashing;

public class Murmur3Tests
{
    [Theory]
    [InlineData("", 0x0000000000000000, 0x0000000000000000)]
    [InlineData("hello", 0xcbd8a7b341bd9b02, 0x5b1e906a48ae1d19)]
    [InlineData("hello, world", 0x342fac623a5ebc8e, 0x4cdcbc079642414d)]
    [InlineData("19 Jan 2038 at 3:14:07 AM", 0xb89e5988b737affc, 0x664fc2950231b2cb)]
    [InlineData("The quick brown fox jumps over the lazy dog.", 0xcd99481f9ee902c9, 0x695da1a38987b6e7)]
    public void Published_texts_hash_to_their_published_values(string text, ulong low, ulong high) =>
        Assert.Equal((low, high), Murmur3.Hash128(Encoding.UTF8.GetBytes(text)));

    // smhasher's own check: keys 0, 01, 0102, … with seeds 256, 255, …; the hash of all hashes begins with a published number.
    [Fact]
    public void The_verification_value_of_smhasher_comes_out()
    {
        var hashes = new byte[256 * 16];
        var key = new byte[256];
        for (var i = 0; i < 256; i++)
        {
            key[i] = (byte)i;
            Write(hashes.AsSpan(i * 16), Murmur3.Hash128(key.AsSpan(0, i), (ulong)(256 - i)));
        }

        var last = new byte[16];
        Write(last, Murmur3.Hash128(hashes));
        Assert.Equal(0x6384BA69u, BinaryPrimitives.ReadUInt32LittleEndian(last));
    }

    [Fact]
    public void A_hash_does_not_depend_on_where_its_bytes_lie() => Property.ForSeeds(random =>
    {
        var bytes = new byte[random.Next(70)];
        random.NextBytes(bytes);
        var shifted = new byte[bytes.Length + 7];
        bytes.CopyTo(shifted.AsSpan(7));
        Assert.Equal(Murmur3.Hash128(bytes), Murmur3.Hash128(shifted.AsSpan(7)));
    });

    private static void Write(Span<byte> target, (ulong Low, ulong High) hash)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target, hash.Low);
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], hash.High);
    }
}
