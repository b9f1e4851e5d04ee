using System.Text;
using ActorPipeline.Cql.Routing;
using Xunit;

namespace ActorPipeline.Cql.Tests.Routing;

/// <summary>Tokens as Cassandra 5.0's Murmur3Partitioner computes them; the expected values are its own.</summary>
public sealed class TokenHashTests
{
    /// <summary>Bytes above 127 in the last, unfinished block are where Cassandra's hash differs from the published one.</summary>
    [Theory]
    [InlineData(1, 8767593904841234184)]
    [InlineData(7, 6848258939198013424)]
    [InlineData(8, 6825294896896719330)]
    [InlineData(9, 712808515514910092)]
    [InlineData(15, -6264688551098331046)]
    [InlineData(16, 98493579079920379)]
    [InlineData(17, 468209433970893934)]
    [InlineData(31, 7904706896177658798)]
    [InlineData(32, 6903858879627398310)]
    [InlineData(33, -1327470326574766236)]
    [InlineData(47, 967880523344819113)]
    public void Bytes_above_127_hash_as_Cassandra_hashes_them(int length, long token) =>
        Assert.Equal(token, TokenHash.Of([.. Enumerable.Range(0, length).Select(i => (byte)(200 + (i * 37)))]));

    [Theory]
    [InlineData("a", -8839064797231613815)]
    [InlineData("key", -6847573755651342660)]
    [InlineData("/index.html", -1619495757164706313)]
    [InlineData("Größe", -113288736692511986)]
    [InlineData("0123456789abcdef", 5467490433528156583)]
    public void Text_hashes_as_its_UTF8_bytes(string text, long token) => Assert.Equal(token, TokenHash.Of(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_key_of_several_columns_is_hashed_with_lengths_and_ends()
    {
        byte[] values = [9, 9, 1, 2, 3, 9, 7];
        byte[] composite = [0, 3, 1, 2, 3, 0, 0, 1, 7, 0];

        Assert.Equal(TokenHash.Of(composite), RoutingKey.Token(values, [(2, 3), (6, 1)]));
    }

    [Fact]
    public void A_key_of_one_column_is_hashed_as_it_is() => Assert.Equal(TokenHash.Of([1, 2, 3]), RoutingKey.Token([9, 1, 2, 3], [(1, 3)]));

    [Fact]
    public void A_long_key_of_several_columns_is_hashed_whole()
    {
        var values = Enumerable.Range(0, 2_000).Select(i => (byte)i).ToArray();
        byte[] composite = [0x07, 0xCF, .. values[..1_999], 0, 0, 1, values[1_999], 0];

        Assert.Equal(TokenHash.Of(composite), RoutingKey.Token(values, [(0, 1_999), (1_999, 1)]));
    }

    [Fact]
    public void A_column_too_long_for_a_key_of_several_has_no_token() => Assert.Null(RoutingKey.Token(new byte[65_540], [(0, 65_536), (65_536, 1)]));
}
