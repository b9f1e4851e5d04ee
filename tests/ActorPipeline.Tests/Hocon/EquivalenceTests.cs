using ActorPipeline.Hocon;
using Xunit;

namespace ActorPipeline.Tests.Hocon;

public class EquivalenceTests
{
    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "Hocon", "Data");

    public static TheoryData<string> Documents => new(
        Directory.GetDirectories(Data).SelectMany(Directory.GetFiles).Select(file => Path.GetRelativePath(Data, file)).Order());

    [Theory]
    [MemberData(nameof(Documents))]
    public void Each_document_of_a_folder_reads_as_its_original(string document)
    {
        var path = Path.Combine(Data, document);
        var original = File.ReadAllText(Path.Combine(Path.GetDirectoryName(path)!, "original.json"));

        HoconText.AssertJson(original, HoconConfig.ParseFile(path));
    }

    [Fact]
    public void All_three_folders_are_there() => Assert.True(Documents.Count >= 16, $"found {Documents.Count} documents");
}
