using ActorPipeline.Decoding;
using Xunit;

namespace ActorPipeline.Tests.Engine.Decoding;

/// <summary>Searches by blocks find what a search byte by byte finds, wherever a block or the text ends.</summary>
public class ByteSearchTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(30)]
    [InlineData(200)]
    public void Searches_find_what_a_search_byte_by_byte_finds(int kinds)
    {
        var random = new Random(kinds);
        for (var length = 0; length <= 200; length++)
        {
            // The fewer wanted bytes there are, the further they stand.
            var text = Enumerable.Range(0, length).Select(_ => (byte)('0' + random.Next(kinds))).ToArray();
            for (var at = 0; at <= length; at++)
            {
                var (one, other) = ((byte)'0', (byte)'1');
                Assert.Equal(Naive(text, at, value => value == one), ByteSearch.Find(text, at, one));
                Assert.Equal(Naive(text, at, value => value == one), ByteSearch.FindWithin32(text, at, one));
                Assert.Equal(Naive(text, at, value => value == one || value == other), ByteSearch.Find(text, at, one, other));
                Assert.Equal(Naive(text, at, value => value is < (byte)'0' or > (byte)'9'), ByteSearch.SkipDigits(text, at));
            }
        }
    }

    private static int Naive(byte[] text, int at, Predicate<byte> isWanted)
    {
        var found = Array.FindIndex(text, at, isWanted);
        return found < 0 ? text.Length : found;
    }
}
