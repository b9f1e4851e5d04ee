using System.Text;
using ActorPipeline.Batches;
using ActorPipeline.BatchViews;
using ActorPipeline.EventLake;
using Xunit;

namespace ActorPipeline.Tests.Engine.BatchViews;

public class BatchCatalogueTextTests
{
    private const string Text = """{"version":2,"lake":"0d5c","high_water_ms":1485352950000,"views":[{"name":"page-visits","definition":"page-visits.key = page\n","complete_from_ms":1485352800000,"slices":[{"hour":"2017-01-25T14","input":"9f0c31d2a7b4e815","run":12,"rows":140,"bytes":2048,"compared_up_to_ms":1485352940000,"drift":{"compared":141,"only_batch":1,"only_speed":2,"different":3,"approximate":4,"first":"a row"}}]}],"replaced":[{"view":"page-visits","hour":"2017-01-25T14","run":11,"at_ms":1485352951000}]}""";

    private static readonly LakeHour Hour = LakeHour.Parse("2017-01-25T14");

    private static readonly BatchSlice Slice =
        new(Hour, "9f0c31d2a7b4e815", 12, 140, 2_048) { Drift = new SliceDrift(1_485_352_940_000, new RowDrift(141, 1, 2, 3, 4, "a row")) };

    [Fact]
    public void A_catalogue_is_the_text_that_the_documentation_shows()
    {
        var catalogue = new BatchCatalogue(
            "0d5c",
            1_485_352_950_000,
            [new BatchView("page-visits", "page-visits.key = page\n", 1_485_352_800_000, [Slice])],
            [new ReplacedFile("page-visits", Hour, 11, 1_485_352_951_000)]);
        Assert.Equal(Text, Encoding.UTF8.GetString(BatchCatalogueText.Write(catalogue).Span));
        Assert.Equal(Text, Encoding.UTF8.GetString(BatchCatalogueText.Write(BatchCatalogueText.Read(Encoding.UTF8.GetBytes(Text))).Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"version":1,"lake":"a"}""")]
    [InlineData("""{"version":2,"lake":"a","high_water_ms":1,"views":[{"name":"a"}],"replaced":[]}""")]
    [InlineData("""{"version":2,"lake":"a","high_water_ms":1,"views":[],"replaced":[{"view":"v","hour":"yesterday","run":1,"at_ms":1}]}""")]
    public void Other_bytes_are_no_catalogue(string text) =>
        Assert.Throws<FormatException>(() => BatchCatalogueText.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Of_views_of_the_first_version_it_is_not_known_from_when_on_they_are_complete()
    {
        var first = Text.Replace(":2,", ":1,", StringComparison.Ordinal).Replace("\"complete_from_ms\":1485352800000,", "", StringComparison.Ordinal);
        Assert.Equal(long.MaxValue, BatchCatalogueText.Read(Encoding.UTF8.GetBytes(first)).Views[0].CompleteFromMs);
    }

    [Fact]
    public void One_of_a_later_version_is_not_read() =>
        Assert.Throws<UnknownFormatVersionException>(() => BatchCatalogueText.Read(Encoding.UTF8.GetBytes(Text.Replace(":2,", ":3,", StringComparison.Ordinal))));
}
