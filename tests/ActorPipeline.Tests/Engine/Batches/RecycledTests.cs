using ActorPipeline.Batches;
using Xunit;

namespace ActorPipeline.Tests.Engine.Batches;

public sealed class RecycledTests
{
    private const int Small = 10;

    private readonly Recycled<string> _things = new(2, Small);

    [Fact]
    public void Keeps_so_many_and_gives_the_last_one_first()
    {
        _things.Give("a", 1, 1);
        _things.Give("b", 1, 1);
        _things.Give("c", 1, 1);
        Assert.Equal(("b", "a", null), (_things.Take(), _things.Take(), _things.Take()));
    }

    [Fact]
    public void What_was_needed_since_the_turn_before_the_last_is_kept()
    {
        _things.Give("large", 1_000, 1_000);
        Assert.Equal(4_000, _things.Age());
        Assert.Equal(4_000, _things.Age());
        Assert.Equal("large", _things.Take());
    }

    [Fact]
    public void What_is_much_larger_than_needed_goes()
    {
        _things.Give("large", 1_000, 1_000);
        _things.Give("small", 20, 40);
        _things.Age();
        _things.Give(_things.Take()!, 20, 40);
        _things.Age();
        Assert.Equal(80, _things.Age());
        Assert.Equal(("small", null), (_things.Take(), _things.Take()));
    }

    [Fact]
    public void What_is_small_stays_though_nothing_needs_it()
    {
        _things.Give("small", 1, Small);
        for (var turn = 0; turn < 3; turn++)
        {
            Assert.True(_things.Age() >= Small);
        }

        Assert.Equal("small", _things.Take());
    }
}
