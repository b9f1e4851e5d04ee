using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Cql.Tests.Routing;

public sealed class TimestampGeneratorTests
{
    private readonly VirtualTimeProvider _clock = new(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Timestamps_are_microseconds_of_the_clock() => Assert.Equal(1_577_836_800_000_000, new TimestampGenerator(_clock).Next());

    [Fact]
    public void They_grow_while_the_clock_stands_still_and_follow_it_when_it_moves()
    {
        var generator = new TimestampGenerator(_clock);
        var first = generator.Next();
        Assert.Equal(first + 1, generator.Next());

        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(first + 1_000, generator.Next());
    }

    [Fact]
    public void Threads_never_get_the_same_one()
    {
        var generator = new TimestampGenerator(_clock);
        var taken = new long[4][];

        Parallel.For(0, 4, thread => taken[thread] = [.. Enumerable.Range(0, 10_000).Select(_ => generator.Next())]);

        Assert.Equal(40_000, taken.SelectMany(some => some).Distinct().Count());
        Assert.All(taken, some => Assert.Equal(some.Order(), some));
    }
}
