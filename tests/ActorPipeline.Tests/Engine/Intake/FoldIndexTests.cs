using ActorPipeline.Batches;
using ActorPipeline.Intake;
using ActorPipeline.Tests.Engine.Windows;
using Xunit;

namespace ActorPipeline.Tests.Engine.Intake;

public class FoldIndexTests
{
    [Fact]
    public void Finds_the_unit_that_is_the_same_and_no_other() => Property.ForSeeds(random =>
    {
        var section = new BatchSection(TableFiller.Counting);
        var index = new FoldIndex(section, TableFiller.Hash);
        for (var round = 0; round < 2; round++)
        {
            FillAndCompare(index, section, random);
            section.Clear();
            index.Clear();
        }
    });

    // Key, no breakdown, and a text; more units than the index has room for at first.
    private static void FillAndCompare(FoldIndex index, BatchSection section, Random random)
    {
        var model = new Dictionary<(int Key, int Text, int Pane), int>();
        for (var i = random.Next(3_000); i > 0; i--)
        {
            var (key, text, pane) = (random.Next(50), random.Next(20), random.Next(3));
            var found = index.FindOrNote([key, 0, text], pane);
            Assert.Equal(model.GetValueOrDefault((key, text, pane), -1), found);
            if (found < 0)
            {
                model.Add((key, text, pane), section.UnitKey.Count);
                section.UnitKey.Add(key);
                section.UnitPane.Add(pane);
                section.Columns[0].Text.Add(text);
            }
        }
    }
}
