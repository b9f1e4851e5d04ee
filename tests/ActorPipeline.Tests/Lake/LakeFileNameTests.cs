using ActorPipeline.EventLake;
using ActorPipeline.Lake.Files;
using Xunit;

namespace ActorPipeline.Tests.Lake;

public class LakeFileNameTests
{
    [Fact]
    public void A_name_says_what_it_covers()
    {
        var span = new LakeSpan(12, 1_764_000_000_000, 5, 1_000_000_000_000_000_000);
        Assert.Equal("0012-1764000000000-0000000000000005-1000000000000000000", LakeFileName.Of(span));
        Assert.True(LakeFileName.TryRead(LakeFileName.Of(span), out var read));
        Assert.Equal(span, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("part-00000")]
    [InlineData("0000-1-5-5")]
    [InlineData("0000-1-5-x")]
    [InlineData("0000-1-5-6-7")]
    [InlineData("0000--1-5-6")]
    public void Other_names_are_none(string name) => Assert.False(LakeFileName.TryRead(name, out _));
}
