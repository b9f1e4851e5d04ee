using Xunit;

namespace ActorPipeline.Tests.Docs;

public sealed class LineLengthTests
{
    // As .editorconfig says, which the compiler does not check.
    private const int MaxColumns = 160;

    [Fact]
    public void Lines_of_the_source_end_by_column_160()
    {
        var tooLong = Checkout.SourcesIn("src").SelectMany(file => File.ReadLines(Path.Combine(Checkout.Root, file)).Index()
            .Where(line => line.Item.Length > MaxColumns)
            .Select(line => $"{file}:{line.Index + 1}"));

        Assert.Empty(tooLong);
    }
}
