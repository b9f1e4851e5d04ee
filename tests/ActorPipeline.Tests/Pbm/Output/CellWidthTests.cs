using System.Text.Json;
using ActorPipeline.Pbm.Output;
using Xunit;

namespace ActorPipeline.Tests.Pbm.Output;

public sealed class CellWidthTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("Amélie", 6)]
    [InlineData("Ame\u0301lie", 6)]
    [InlineData("東京", 4)]
    [InlineData("\uff71", 1)]
    [InlineData("\u1112\u1161\u11ab", 2)]
    [InlineData("\U00020000", 2)]
    [InlineData("\U0001d400", 1)]
    [InlineData("क्षि", 2)]
    [InlineData("a\u200bb", 2)]
    [InlineData("😀", 2)]
    [InlineData("👍🏽", 2)]
    [InlineData("👩\u200d👩\u200d👧\u200d👦", 2)]
    [InlineData("❤\ufe0f", 2)]
    [InlineData("1\ufe0f\u20e3", 2)]
    [InlineData("🇩🇪🇫🇷", 4)]
    public void Text_takes_as_many_columns_as_a_terminal_gives_it(string text, int columns) => Assert.Equal(columns, CellWidth.Of(text));

    [Fact]
    public async Task Columns_of_a_table_stay_aligned_whatever_the_letters()
    {
        using var run = new PbmRun();
        var items = JsonElement.Parse("""
            [{"name":"plain","visits":1,"at":"x"},{"name":"東京","visits":22,"at":"y"},{"name":"e\u0301te\u0301","visits":3,"at":"京"},
             {"name":"👩\u200d👩\u200d👧\u200d👦 ❤\ufe0f","visits":4,"at":"z"},{"name":"\u001b[31m","visits":5,"at":"\u009b"}]
            """);
        var document = Document.List(items, [Column.Of("name"), Column.Of("visits", CellKind.Number), Column.Of("at")], JsonText.NameOf);

        await new DocumentWriter(run.Host(), OutputFormat.Table).WriteAsync(document, onOneLine: false, TestContext.Current.CancellationToken);

        string[] lines =
        [
            "NAME         VISITS   AT",
            "plain             1   x",
            "東京             22   y",
            "e\u0301te\u0301               3   京",
            "👩\u200d👩\u200d👧\u200d👦 ❤\ufe0f             4   z",
            @"\u001b[31m        5   \u009b",
        ];
        Assert.Equal(lines, run.Out.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
