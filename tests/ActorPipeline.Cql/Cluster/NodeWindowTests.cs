using ActorPipeline.Cql.Cluster;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Cql.Tests.Cluster;

public sealed class NodeWindowTests
{
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(100);
    private readonly VirtualTimeProvider _clock = new();
    private readonly NodeWindow _window = new(256);

    [Fact]
    public void An_overloaded_node_is_given_half_as_much()
    {
        Overload();

        Assert.Equal(128, _window.Limit);
    }

    [Fact]
    public void A_burst_of_refusals_halves_once()
    {
        Overload();
        _clock.Advance(Burst - TimeSpan.FromMilliseconds(1));
        Overload();
        Assert.Equal(128, _window.Limit);

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Overload();

        Assert.Equal(64, _window.Limit);
    }

    [Fact]
    public void It_is_never_given_less_than_it_needs_to_show_that_it_has_recovered()
    {
        for (var i = 0; i < 20; i++)
        {
            Overload();
            _clock.Advance(Burst);
        }

        Assert.Equal(NodeWindow.Least, _window.Limit);
    }

    [Fact]
    public void A_window_of_answers_makes_it_one_larger_and_never_larger_than_the_connections_allow()
    {
        Overload();
        for (var i = 0; i < 127; i++)
        {
            _window.Answered();
        }

        Assert.Equal(128, _window.Limit);
        _window.Answered();
        Assert.Equal(129, _window.Limit);

        for (var i = 0; i < 256 * 256; i++)
        {
            _window.Answered();
        }

        Assert.Equal(256, _window.Limit);
    }

    private void Overload() => _window.Overloaded(_clock.GetTimestamp(), _clock, Burst);
}
