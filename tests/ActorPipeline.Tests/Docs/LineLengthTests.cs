using Xunit;

namespace ActorPipeline.Tests.Docs;

public sealed class LineLengthTests
{
    // As .editorconfig says, which the compiler does not check.
    private const int MaxColumns = 160;

    [Fact]
    public void Lines_of_the_source_end_by_column_160()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Contains("obj"));
        var tooLong = files.SelectMany(file => File.ReadLines(file).Index()
            .Where(line => line.Item.Length > MaxColumns)
            .Select(line => $"{Path.GetRelativePath(Checkout.Root, file)}:{line.Index + 1}"));

        Assert.Empty(tooLong);
    }
}
