using ActorPipeline.Windows;
using Xunit;

namespace ActorPipeline.Tests.Engine.Windows;

public class GroupIndexTests
{
    [Fact]
    public void Pairs_are_numbered_in_the_order_they_first_come() => Property.ForSeeds(random =>
    {
        var index = new GroupIndex(TableFiller.Hash);
        var model = new Dictionary<(int, int), int>();
        for (var i = random.Next(300); i > 0; i--)
        {
            var pair = (random.Next(20), random.Next(20));
            Assert.Equal(model.TryGetValue(pair, out var known) ? known : -1, index.Find(pair.Item1, pair.Item2));
            model.TryAdd(pair, model.Count);
            Assert.Equal(model[pair], index.GetOrAdd(pair.Item1, pair.Item2));
        }

        Assert.Equal(model.Count, index.Count);
        Assert.All(model, pair => Assert.Equal(pair.Key, (index.KeyOf(pair.Value), index.ByOf(pair.Value))));
    });

    [Fact]
    public void A_copy_goes_its_own_way()
    {
        var index = new GroupIndex(TableFiller.Hash);
        index.GetOrAdd(1, 2);
        var copy = new GroupIndex(TableFiller.Hash);
        copy.GetOrAdd(9, 9);
        copy.CopyFrom(index);
        for (var key = 0; key < 100; key++)
        {
            copy.GetOrAdd(key, 0);
        }

        Assert.Equal((1, 0, -1), (index.Count, index.Find(1, 2), index.Find(5, 0)));
    }
}
