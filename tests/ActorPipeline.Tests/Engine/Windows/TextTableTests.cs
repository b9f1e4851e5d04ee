using ActorPipeline.Windows;
using Xunit;

namespace ActorPipeline.Tests.Engine.Windows;

public class TextTableTests
{
    [Fact]
    public void Texts_are_numbered_in_the_order_they_first_come() => Property.ForSeeds(random =>
    {
        var table = new TextTable(TableFiller.Hash);
        var model = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = random.Next(300); i > 0; i--)
        {
            Add(table, model, Draw(random));
        }

        AssertSame(model, table);
    });

    [Fact]
    public void A_cleared_table_begins_anew() => Property.ForSeeds(random =>
    {
        var table = new TextTable(TableFiller.Hash);
        for (var i = 0; i < 100; i++)
        {
            table.GetOrAdd(Draw(random));
        }

        table.Clear();
        var model = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < 100; i++)
        {
            Add(table, model, Draw(random));
        }

        AssertSame(model, table);
    });

    [Fact]
    public void Texts_of_one_hash_are_told_apart_by_their_bytes()
    {
        var table = new TextTable(TableFiller.Hash);
        Assert.Equal([0, 1, 2, 0, 1], [table.GetOrAdd("a"u8, 7), table.GetOrAdd("b"u8, 7), table.GetOrAdd("a"u8, 8), table.GetOrAdd("a"u8, 7), table.GetOrAdd("b"u8, 7)]);
    }

    private static byte[] Draw(Random random)
    {
        var text = new byte[random.Next(random.Next(10) == 0 ? 400 : 4)];
        random.NextBytes(text);
        return text;
    }

    private static void Add(TextTable table, Dictionary<string, int> model, byte[] text)
    {
        model.TryAdd(Convert.ToHexString(text), model.Count);
        Assert.Equal(model[Convert.ToHexString(text)], table.GetOrAdd(text));
    }

    private static void AssertSame(Dictionary<string, int> model, TextTable table)
    {
        Assert.Equal(model.Count, table.Count);
        Assert.Equal(model.Keys.Sum(text => text.Length / 2), table.TextBytes);
        Assert.All(model, text => Assert.Equal(text.Key, Convert.ToHexString(table[text.Value])));
    }
}
