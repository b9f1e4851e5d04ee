using System.Diagnostics.Metrics;
using ActorPipeline.Node.Serving;
using ActorPipeline.Node.Settings;
using ActorPipeline.Storage;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Tests.Node.Serving;

public sealed class ReadSlotsTests : IDisposable
{
    private readonly VirtualTimeProvider _time = new();
    private readonly Meter _meter = new($"slots {Guid.NewGuid()}");
    private readonly MeterSums _counted;
    private readonly ReadSlots _slots;

    public ReadSlotsTests()
    {
        _counted = new MeterSums(_meter.Name);
        _slots = new ReadSlots("requests", new SlotOptions(Count: 2, MaxWaiting: 2, TimeSpan.FromSeconds(5)), _time, _meter);
    }

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_finds_no_slot_gets_the_next_one_that_is_left_in_order()
    {
        await FillAsync();
        var (first, second) = (EnterAsync(), EnterAsync());
        Assert.False(first.IsCompleted);

        _slots.Leave();
        await first.WaitAsync(Ended);
        Assert.False(second.IsCompleted);
        _slots.Leave();
        await second.WaitAsync(Ended);
    }

    [Fact]
    public async Task One_more_than_may_wait_is_refused_at_once()
    {
        await FillAsync();
        var waiting = new[] { EnterAsync(), EnterAsync() };

        var refused = await Assert.ThrowsAsync<ViewsBusyException>(EnterAsync);

        Assert.Contains("2 readers of views are waiting already", refused.Message, StringComparison.Ordinal);
        Assert.All(waiting, one => Assert.False(one.IsCompleted));
        Assert.Equal(1, _counted["actorpipeline.reads.refused{requests}{queue}"]);
    }

    [Fact]
    public async Task Nobody_waits_longer_than_is_allowed()
    {
        await FillAsync();
        var waiting = EnterAsync();

        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        var refused = await Assert.ThrowsAsync<ViewsBusyException>(() => waiting);
        Assert.Contains("within 5 s", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, _counted["actorpipeline.reads.refused{requests}{time}"]);
    }

    [Fact]
    public async Task A_reader_that_leaves_the_queue_makes_room_in_it()
    {
        await FillAsync();
        using var leaving = new CancellationTokenSource();
        var left = _slots.EnterAsync(hasBegun: false, leaving.Token).AsTask();
        var stays = EnterAsync();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);

        var next = EnterAsync();
        Assert.False(next.IsCompleted);
        _slots.Leave();
        await stays.WaitAsync(Ended);
        _slots.Leave();
        await next.WaitAsync(Ended);
    }

    [Fact]
    public async Task An_answer_that_has_begun_waits_for_its_turn_and_is_not_refused()
    {
        await FillAsync();
        var waiting = new[] { EnterAsync(), EnterAsync() };
        var begun = _slots.EnterAsync(hasBegun: true, Ended).AsTask();

        _time.Advance(TimeSpan.FromMinutes(10));
        await Assert.ThrowsAsync<ViewsBusyException>(() => waiting[0]);
        await Assert.ThrowsAsync<ViewsBusyException>(() => waiting[1]);
        Assert.False(begun.IsCompleted);
        _slots.Leave();
        await begun.WaitAsync(Ended);
    }

    public void Dispose()
    {
        _slots.Dispose();
        _counted.Dispose();
        _meter.Dispose();
    }

    private async Task FillAsync()
    {
        await EnterAsync();
        await EnterAsync();
    }

    private Task EnterAsync() => _slots.EnterAsync(hasBegun: false, Ended).AsTask();
}
