using System.Globalization;
using System.Text;
using ActorPipeline.Actors.Live;
using ActorPipeline.Actors.Messages;
using ActorPipeline.Actors.Nodes;
using ActorPipeline.Actors.Tests.Harness;
using ActorPipeline.Batches;
using ActorPipeline.Emission;
using ActorPipeline.Status;
using ActorPipeline.TestKit;
using ActorPipeline.Views;
using Akka.Actor;
using Akka.TestKit;
using Xunit;

namespace ActorPipeline.Actors.Tests.Live;

[Collection("live")]
public sealed class LiveActorTests : ActorTest
{
    private const int Credit = 64;
    private const string Dropped = "actorpipeline.cluster.live.dropped";

    private static readonly WatchedView Pages = new(Site.Name, Site.Pages.Name);

    private readonly MeterSums _sums = new(LiveInstruments.MeterName);
    private readonly NodeTable _table = new(TimeProvider.System);
    private readonly LiveRelay _relay = new();
    private readonly RowFeed _feed = new();
    private readonly TestProbe _other;
    private readonly IActorRef _live;

    public LiveActorTests()
        : base("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
    {
        var pipeline = new LocalPipeline(Site.Definition, new PipelineBoard(2, 8), _feed);
        var here = new LocalNode(new NodeProfile { Id = "n1" }, TimeProvider.System);
        here.Add(pipeline);
        _relay.Add(pipeline);
        _other = CreateTestProbe();
        Sys.ActorOf(Props.Create(() => new Forwarder(_other)), LiveActor.Name);
        _live = Sys.ActorOf(Props.Create(() => new LiveActor(here, _table, _relay)), "live-of-this-node");
    }

    [Fact]
    public async Task Rows_of_a_view_that_nobody_elsewhere_watches_are_not_kept()
    {
        await LookAsync();
        Assert.False(_feed.Publish([Batch(0)]));
        Assert.False(_relay.TryTake(out _));
    }

    [Fact]
    public async Task A_node_that_begins_to_watch_is_told_to_read_and_then_gets_the_rows()
    {
        await WatchPagesAsync();
        Assert.True(_feed.Publish([Batch(7)]));
        var rows = await _other.ExpectMsgAsync<LiveRows>(cancellationToken: Limit);
        Assert.Equal((Pages, false), (rows.View, rows.HasGap));
        var batch = Read(rows);
        Assert.Equal((Site.Name, 3, new RowWindow(60_000, 120_000, 61_000), 1), (batch.Pipeline, batch.Shard, batch.Window, batch.Count));
        Assert.Equal(MessageKey(Batch(7).RowAt(0)), MessageKey(batch.RowAt(0)));
    }

    [Fact]
    public async Task A_node_that_never_reads_costs_a_bounded_number_of_messages_and_what_it_misses_is_counted_and_told()
    {
        await WatchPagesAsync();
        await PublishAsync(200);
        foreach (var number in Enumerable.Range(0, Credit))
        {
            Assert.Equal((false, Page(number)), await _other.ExpectMsgAsync<LiveRows>(cancellationToken: Limit) is var rows ? (rows.HasGap, PageOf(rows)) : default);
        }

        await _other.ExpectNoMsgAsync(TimeSpan.Zero, Limit);
        Assert.Equal(200 - Credit, _sums[Dropped]);

        Ack(1);
        Assert.Equal((true, 0), await _other.ExpectMsgAsync<LiveRows>(cancellationToken: Limit) is var gap ? (gap.HasGap, gap.Rows.Length) : default);
        Ack(Credit);
        await PublishAsync(1);
        Assert.False((await _other.ExpectMsgAsync<LiveRows>(cancellationToken: Limit)).HasGap);
    }

    [Fact]
    public async Task A_node_that_stays_silent_gets_one_message_now_and_then_until_it_reads_again()
    {
        await WatchPagesAsync();
        await PublishAsync(200);
        await SkipAsync(Credit);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await SilenceAsync();
            await PublishAsync(100);
            Assert.Equal((true, 0), await _other.ExpectMsgAsync<LiveRows>(cancellationToken: Limit) is var gap ? (gap.HasGap, gap.Rows.Length) : default);
            await _other.ExpectNoMsgAsync(TimeSpan.Zero, Limit);
        }

        // What was lost is never taken; one message that is shows that it reads again.
        Ack(1);
        Assert.True((await _other.ExpectMsgAsync<LiveRows>(cancellationToken: Limit)).HasGap);
        await PublishAsync(Credit - 1);
        await SkipAsync(Credit - 1);
    }

    [Fact]
    public async Task A_batch_that_is_too_large_is_left_to_the_store()
    {
        await WatchPagesAsync();
        _feed.Publish([Batch(0, rows: 20_000)]);
        Assert.Equal((true, 0), await _other.ExpectMsgAsync<LiveRows>(cancellationToken: Limit) is var gap ? (gap.HasGap, gap.Rows.Length) : default);
        Assert.Equal(1, _sums[Dropped]);
    }

    [Fact]
    public async Task A_node_that_is_gone_gets_nothing_any_more()
    {
        await WatchPagesAsync();
        _table.Forget(Address);
        await LookAsync();
        Assert.False(_feed.Publish([Batch(0)]));
        await _other.ExpectNoMsgAsync(TimeSpan.Zero, Limit);
    }

    [Fact]
    public async Task Rows_of_another_node_are_taken_and_shown_and_gaps_are_told()
    {
        var seen = new List<string>();
        using var following = _feed.Follow(Pages.View, batch => seen.Add(Encoding.UTF8.GetString(batch.Keys[0][0])), () => seen.Add("gap"));
        await TakeAsync(new LiveRows(Pages, HasGap: false, Bytes(Batch(1))));
        await TakeAsync(new LiveRows(Pages, HasGap: true, Bytes(Batch(2))));
        await TakeAsync(new LiveRows(Pages, HasGap: true, default));
        Assert.Equal([Page(1), "gap", Page(2), "gap"], seen);
    }

    [Fact]
    public async Task Rows_that_this_node_cannot_read_are_a_gap_and_the_actor_goes_on()
    {
        await WatchPagesAsync();
        var seen = new List<string>();
        using var following = _feed.Follow(Pages.View, batch => seen.Add(Encoding.UTF8.GetString(batch.Keys[0][0])), () => seen.Add("gap"));
        await TakeAsync(new LiveRows(Pages, HasGap: false, Bytes(Batch(1)).AsMemory()[..^1]));
        await TakeAsync(new LiveRows(Pages, HasGap: false, Bytes(Batch(2))));
        Assert.Equal(["gap", Page(2)], seen);

        // One that had started again would tell the other node to read again.
        await LookAsync();
        await _other.ExpectNoMsgAsync(TimeSpan.Zero, Limit);
    }

    [Fact]
    public async Task Rows_of_a_view_that_nobody_here_watches_are_taken_and_forgotten()
    {
        await TakeAsync(new LiveRows(Pages, HasGap: true, Bytes(Batch(1))));
        await TakeAsync(new LiveRows(new WatchedView("gone", "gone"), HasGap: true, new byte[] { 1 }));
        Assert.Equal(0, _sums["actorpipeline.cluster.live.gaps"]);
    }

    protected override void Dispose(bool disposing)
    {
        _sums.Dispose();
        base.Dispose(disposing);
    }

    // The other node is an actor of this system.
    private string Address => _live.Path.Address.ToString();

    private void Ack(int count) => _live.Tell(new LiveAck(count), _other);

    // Its timer is set once it has started.
    private async Task LookAsync()
    {
        await FlushAsync();
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1));
        await FlushAsync();
    }

    // What was told to the actor before is done.
    private async Task FlushAsync()
    {
        _live.Tell(new Identify(0), TestActor);
        await ExpectMsgAsync<ActorIdentity>(cancellationToken: Limit);
    }

    private async Task WatchPagesAsync()
    {
        _table.Hear(new NodeMessage { Profile = new NodeProfile { Id = "n2", Address = Address }, Watched = [Pages] });
        await LookAsync();
        Assert.Equal((Pages, true, 0), await _other.ExpectMsgAsync<LiveRows>(cancellationToken: Limit) is var rows ? (rows.View, rows.HasGap, rows.Rows.Length) : default);
        Ack(1);
        await FlushAsync();
    }

    private async Task PublishAsync(int count)
    {
        foreach (var number in Enumerable.Range(0, count))
        {
            _feed.Publish([Batch(number)]);
        }

        await FlushAsync();
    }

    private async Task SkipAsync(int messages)
    {
        foreach (var _ in Enumerable.Range(0, messages))
        {
            Assert.False((await _other.ExpectMsgAsync<LiveRows>(cancellationToken: Limit)).HasGap);
        }
    }

    private async Task SilenceAsync()
    {
        foreach (var _ in Enumerable.Range(0, 10))
        {
            await LookAsync();
        }
    }

    private async Task TakeAsync(LiveRows rows)
    {
        _live.Tell(rows, TestActor);
        Assert.Equal(new LiveAck(1), await ExpectMsgAsync<LiveAck>(cancellationToken: Limit));
        await FlushAsync();
    }

    private static string Page(int number) => string.Create(CultureInfo.InvariantCulture, $"/{number}");

    private static string PageOf(LiveRows rows) => Encoding.UTF8.GetString(Read(rows).Keys[0][0]);

    private static string MessageKey(Row row) => $"{row.Key.Single()} {row.Columns.Single()} {row.Window} {row.Revision} {row.Exact}";

    private static RowBatch Batch(int number, int rows = 1)
    {
        var batch = new RowBatch(Site.Name, Site.Pages, 3, new RowWindow(60_000, 120_000, 61_000), revision: 2);
        for (var row = 0; row < rows; row++)
        {
            batch.Keys[0].Add(Encoding.UTF8.GetBytes(Page(number + row)));
            ((WholeNumberColumn)batch.Columns[0]).Add(number);
            batch.EndRow(exact: row % 2 == 0);
        }

        return batch;
    }

    private static byte[] Bytes(RowBatch batch)
    {
        var writer = new ByteWriter();
        RowBatchCodec.Write(writer, batch);
        return writer.Written.ToArray();
    }

    private static RowBatch Read(LiveRows rows)
    {
        var reader = new ByteReader(rows.Rows.Span);
        return RowBatchCodec.Read(ref reader, view => view == Pages ? Site.Pages : null);
    }

    private sealed class Forwarder : ReceiveActor
    {
        public Forwarder(IActorRef target) => ReceiveAny(message => target.Forward(message));
    }
}
