using ActorPipeline.Pbm.Interactive;
using Xunit;

namespace ActorPipeline.Tests.Pbm.Interactive;

public sealed class TypedWordsTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("view rows", "view|rows", 5)]
    [InlineData("view  rows ", "view|rows|", 11)]
    [InlineData("a \"b c\" d", "a|b c|d", 8)]
    [InlineData("a \"b c", "a|b c", 2)]
    [InlineData("--key page=\"Die H", "--key|page=Die H", 6)]
    [InlineData("\"", "", 0)]
    public void A_line_is_cut_at_spaces_outside_quotes(string line, string words, int lastStart)
    {
        var typed = TypedWords.Of(line);

        Assert.Equal((words, lastStart), (string.Join('|', typed.Words), typed.LastStart));
    }
}
