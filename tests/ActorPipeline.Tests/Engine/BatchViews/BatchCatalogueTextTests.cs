using System.Text;
using ActorPipeline.Batches;
using ActorPipeline.BatchViews;
using ActorPipeline.EventLake;
using Xunit;

namespace ActorPipeline.Tests.Engine.BatchViews;

public class BatchCatalogueTextTests
{
    private const string Text = """{"version":1,"lake":"0d5c","high_water_ms":1485352950000,"views":[{"name":"page-visits","definition":"page-visits.key = page\n","slices":[{"hour":"2017-01-25T14","input":"9f0c31d2a7b4e815","run":12,"rows":140,"bytes":2048}]}],"replaced":[{"view":"page-visits","hour":"2017-01-25T14","run":11,"at_ms":1485352951000}]}""";

    private static readonly LakeHour Hour = LakeHour.Parse("2017-01-25T14");

    [Fact]
    public void A_catalogue_is_the_text_that_the_documentation_shows()
    {
        var catalogue = new BatchCatalogue(
            "0d5c",
            1_485_352_950_000,
            [new BatchView("page-visits", "page-visits.key = page\n", [new BatchSlice(Hour, "9f0c31d2a7b4e815", 12, 140, 2_048)])],
            [new ReplacedFile("page-visits", Hour, 11, 1_485_352_951_000)]);
        Assert.Equal(Text, Encoding.UTF8.GetString(BatchCatalogueText.Write(catalogue).Span));
        Assert.Equal(Text, Encoding.UTF8.GetString(BatchCatalogueText.Write(BatchCatalogueText.Read(Encoding.UTF8.GetBytes(Text))).Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"version":1,"lake":"a"}""")]
    [InlineData("""{"version":1,"lake":"a","high_water_ms":1,"views":[{"name":"a"}],"replaced":[]}""")]
    [InlineData("""{"version":1,"lake":"a","high_water_ms":1,"views":[],"replaced":[{"view":"v","hour":"yesterday","run":1,"at_ms":1}]}""")]
    public void Other_bytes_are_no_catalogue(string text) =>
        Assert.Throws<FormatException>(() => BatchCatalogueText.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void One_of_a_later_version_is_not_read() =>
        Assert.Throws<UnknownFormatVersionException>(() => BatchCatalogueText.Read(Encoding.UTF8.GetBytes(Text.Replace(":1,", ":2,", StringComparison.Ordinal))));
}
