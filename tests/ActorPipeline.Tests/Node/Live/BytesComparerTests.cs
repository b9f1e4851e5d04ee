using ActorPipeline.Hashing;
using ActorPipeline.Node.Live;
using Xunit;

namespace ActorPipeline.Tests.Node.Live;

public class BytesComparerTests
{
    [Fact]
    public void Bytes_are_found_by_content_and_hashed_by_a_secret()
    {
        var (one, other) = (new BytesComparer(new TableHash(new Random(1))), new BytesComparer(new TableHash(new Random(2))));
        var set = new HashSet<byte[]>(one) { "a"u8.ToArray(), "b"u8.ToArray() };

        Assert.True(set.GetAlternateLookup<ReadOnlySpan<byte>>().Contains("b"u8));
        Assert.False(set.Add("a"u8.ToArray()));
        Assert.Equal(one.GetHashCode("a"u8.ToArray()), one.GetHashCode("a"u8));
        Assert.NotEqual(one.GetHashCode("a"u8), other.GetHashCode("a"u8));
    }
}
