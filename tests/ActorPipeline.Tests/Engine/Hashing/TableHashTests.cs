using ActorPipeline.Hashing;
using Xunit;

namespace ActorPipeline.Tests.Engine.Hashing;

public class TableHashTests
{
    [Fact]
    public void Every_bit_of_a_text_and_its_length_count() => Property.ForSeeds(random =>
    {
        var hash = new TableHash(random);
        var text = new byte[random.Next(80)];
        random.NextBytes(text);
        var hashes = new HashSet<ulong> { hash.Of(text) };
        for (var bit = 0; bit < text.Length * 8; bit++)
        {
            text[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(hashes.Add(hash.Of(text)), $"bit {bit} of {text.Length} bytes makes no difference");
            text[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        for (var more = 1; more < 20; more++)
        {
            Assert.True(hashes.Add(hash.Of([.. text, .. new byte[more]])), $"{more} zeros behind {text.Length} bytes make no difference");
        }
    });

    [Fact]
    public void A_hash_is_that_of_the_bytes_wherever_they_lie() => Property.ForSeeds(random =>
    {
        var hash = new TableHash(random);
        var bytes = new byte[random.Next(80)];
        random.NextBytes(bytes);
        byte[] shifted = [1, 2, 3, 4, 5, 6, 7, .. bytes, 8, 9];
        Assert.Equal(hash.Of(bytes), hash.Of(shifted.AsSpan(7, bytes.Length)));
    });

    [Fact]
    public void Every_number_and_its_place_count() => Property.ForSeeds(random =>
    {
        var hash = new TableHash(random);
        for (var length = 0; length < 6; length++)
        {
            var numbers = new int[length];
            var hashes = new HashSet<ulong> { hash.Of(0, numbers), hash.Of(1, numbers) };
            for (var at = 0; at < length; at++)
            {
                numbers[at] = 1;
                hashes.Add(hash.Of(0, numbers));
                numbers[at] = 0;
            }

            Assert.Equal(2 + length, hashes.Count);
        }
    });

    [Fact]
    public void Keys_that_collide_under_Murmur3_with_every_seed_do_not_collide()
    {
        var keys = Collisions.OfMurmur3(10);
        foreach (var seed in new ulong[] { 0, 1, 0x123456789abcdef })
        {
            Assert.Single(keys.Select(key => Murmur3.Hash128(key, seed)).Distinct());
        }

        var hash = TableHash.Create();
        Assert.Equal(keys.Count, keys.Select(key => hash.Of(key)).Distinct().Count());
    }

    [Fact]
    public void Another_secret_is_another_hash()
    {
        var hashes = Enumerable.Range(0, 100).Select(_ => TableHash.Create()).ToList();
        Assert.Equal(100, hashes.Select(hash => hash.Of("page"u8)).Distinct().Count());
        Assert.Equal(100, hashes.Select(hash => hash.Of(7)).Distinct().Count());
    }
}
