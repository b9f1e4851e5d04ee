using ActorPipeline.Windows;
using Xunit;

namespace ActorPipeline.Tests.Engine.Windows;

public class LongSetTests
{
    [Fact]
    public void It_holds_what_a_hash_set_holds() => Property.ForSeeds(random =>
    {
        var set = new LongSet(TableFiller.Hash, random.Next(40));
        var model = new HashSet<ulong>();
        for (var i = random.Next(400); i > 0; i--)
        {
            var value = Draw(random);
            Assert.Equal(model.Add(value), set.Add(value));
            var other = Draw(random);
            Assert.Equal(model.Contains(other), set.Contains(other));
        }

        AssertSame(model, set);
    });

    [Fact]
    public void A_copy_goes_its_own_way() => Property.ForSeeds(random =>
    {
        var set = new LongSet(TableFiller.Hash);
        var model = new HashSet<ulong>();
        for (var i = 0; i < 50; i++)
        {
            var value = Draw(random);
            set.Add(value);
            model.Add(value);
        }

        var copy = new LongSet(TableFiller.Hash, random.Next(200));
        copy.Add(7);
        copy.CopyFrom(set);
        for (var i = 0UL; i < 100; i++)
        {
            copy.Add(i << 40);
        }

        AssertSame(model, set);
    });

    // Dense, patterned and extreme values; zero among them.
    private static ulong Draw(Random random) => random.Next(4) switch
    {
        0 => (ulong)random.Next(4),
        1 => (ulong)random.Next(64) << 32,
        2 => ulong.MaxValue - (ulong)random.Next(3),
        _ => (ulong)random.NextInt64(),
    };

    private static void AssertSame(HashSet<ulong> model, LongSet set)
    {
        var values = new List<ulong>();
        foreach (var value in set)
        {
            values.Add(value);
        }

        Assert.Equal(model.Count, set.Count);
        Assert.Equal(model.Order(), values.Order());
    }
}
