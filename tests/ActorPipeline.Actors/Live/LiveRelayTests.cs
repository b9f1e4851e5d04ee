using ActorPipeline.Actors.Live;
using ActorPipeline.Actors.Messages;
using ActorPipeline.Actors.Tests.Harness;
using ActorPipeline.Emission;
using ActorPipeline.Status;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Actors.Tests.Live;

[Collection("live")]
public class LiveRelayTests
{
    private const int Capacity = 1_024;

    private static readonly WatchedView Pages = new(Site.Name, Site.Pages.Name);

    private readonly LiveRelay _relay = new() { Watched = new HashSet<WatchedView> { Pages } };
    private readonly RowFeed _feed = new();

    public LiveRelayTests() => _relay.Add(new LocalPipeline(Site.Definition, new PipelineBoard(2, 8), _feed));

    [Fact]
    public void What_nobody_takes_is_kept_up_to_a_bound_and_then_dropped_and_told()
    {
        Publish(5 * Capacity);
        Assert.Equal([Pages], _relay.TakeDropped());
        Assert.Empty(_relay.TakeDropped());
        Assert.Equal(Enumerable.Range(0, Capacity), Taken());

        Publish(1);
        Assert.Equal([0], Taken());
        Assert.Empty(_relay.TakeDropped());
    }

    [Fact]
    public void A_view_that_is_watched_no_longer_is_not_kept()
    {
        _relay.Watched = new HashSet<WatchedView>();
        Publish(1);
        Assert.Empty(Taken());
    }

    private void Publish(int count)
    {
        foreach (var number in Enumerable.Range(0, count))
        {
            _feed.Publish([new RowBatch(Site.Name, Site.Pages, 0, new RowWindow(0, 1, 0), revision: number)]);
        }
    }

    private List<int> Taken()
    {
        var taken = new List<int>();
        while (_relay.TryTake(out var batch))
        {
            taken.Add(batch!.Revision);
        }

        return taken;
    }
}
