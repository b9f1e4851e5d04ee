using System.Text.Json;
using ActorPipeline.Node.Live;
using ActorPipeline.Storage;
using Xunit;

namespace ActorPipeline.Tests.Node.Live;

public sealed class LiveHubTests
{
    private static readonly TimeSpan Frame = new LiveOptions().FrameInterval;

    [Fact]
    public async Task A_subscription_begins_with_the_last_windows_of_its_keys()
    {
        await using var host = await LiveHost.StartAsync();
        for (var window = 0; window < 20; window++)
        {
            host.Pipeline.Close(window, ("/a", window), ("/b", 100), ("/c", 100));
        }

        await using var client = await host.ConnectAsync();
        var snapshot = await client.SubscribeAsync(new { pipeline = "site", view = "pages", keys = Keys("/b", "/a"), last = 10 });

        Assert.Equal("s1", snapshot.GetProperty("id").GetString());
        Assert.Equal(0, Seq(snapshot));
        Assert.Equal("1970-01-01T00:20:00Z", snapshot.GetProperty("asOf").GetString());
        Assert.Equal("""[{"page":"/a"},{"page":"/b"}]""", snapshot.GetProperty("keys").GetRawText());
        Assert.Equal(20, snapshot.GetProperty("rows").GetArrayLength());
        Assert.Equal(
            """{"pipeline":"site","view":"pages","key":{"page":"/a"},"by":{},"""
            + "\"window\":" + """{"start":"1970-01-01T00:10:00Z","end":"1970-01-01T00:11:00Z","first_event":600001},"""
            + "\"columns\":" + """{"visits":10,"visitors":5},"layer":"speed","exact":true,"revision":0}""",
            snapshot.GetProperty("rows")[0].GetRawText());
    }

    [Fact]
    public async Task Rows_that_close_within_a_frames_time_come_together_in_one_frame()
    {
        await using var host = await LiveHost.StartAsync();
        await using var client = await host.ConnectAsync();
        await client.SubscribeAsync(new { pipeline = "site", view = "pages", keys = Keys("/a") });

        host.Pipeline.Close(1, ("/a", 1), ("/other", 9));
        Assert.Equal((1, "1:1"), Content(await client.FrameAsync()));
        await host.WhenWaitingAsync();
        host.Pipeline.Close(2, ("/a", 2));
        host.Pipeline.Close(3, ("/a", 3));
        host.Pipeline.Close(3, revision: 1, ("/a", 4));
        host.Time.Advance(Frame - TimeSpan.FromMilliseconds(1));
        host.Pipeline.Close(4, ("/a", 5));
        host.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal((2, "2:2 3:4 4:5"), Content(await client.FrameAsync()));
    }

    [Fact]
    public async Task The_view_moves_on_even_where_the_watched_keys_are_silent()
    {
        await using var host = await LiveHost.StartAsync();
        await using var client = await host.ConnectAsync();
        await client.SubscribeAsync(new { pipeline = "site", view = "pages", keys = Keys("/a") });

        host.Pipeline.Close(7, ("/other", 1));
        var frame = await client.FrameAsync();

        Assert.Equal((1, ""), Content(frame));
        Assert.Equal("1970-01-01T00:08:00Z", frame.GetProperty("asOf").GetString());
    }

    [Fact]
    public async Task What_closes_while_the_snapshot_is_read_comes_as_a_frame()
    {
        await using var host = await LiveHost.StartAsync();
        await using var client = await host.ConnectAsync();
        host.Store.AfterRead = () =>
        {
            host.Store.AfterRead = null;
            host.Pipeline.Close(1, ("/a", 1));
        };

        var snapshot = await client.SubscribeAsync(new { pipeline = "site", view = "pages", keys = Keys("/a") });

        Assert.Equal((0, ""), Content(snapshot));
        Assert.Equal((1, "1:1"), Content(await client.FrameAsync()));
    }

    [Fact]
    public async Task Snapshot_and_frames_together_miss_nothing_while_windows_close_all_the_time()
    {
        const int Windows = 400;
        await using var host = await LiveHost.StartAsync(new LiveOptions { FrameInterval = TimeSpan.FromMilliseconds(1), BatchBuffer = 100_000 }, TimeProvider.System);
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Store.AfterRead = () => reading.TrySetResult();
        var closing = reading.Task.ContinueWith(_ => CloseAll(host.Pipeline, Windows), TaskScheduler.Default);

        await using var client = await host.ConnectAsync();
        var state = new Dictionary<int, long>();
        var message = await client.SubscribeAsync(new { pipeline = "site", view = "pages", keys = Keys("/a"), last = 500 });
        for (var seq = 0L; ; message = await client.FrameAsync(), seq++)
        {
            Assert.Equal(seq, Seq(message));
            Apply(state, message);
            if (state.GetValueOrDefault(Windows - 1) == Windows)
            {
                break;
            }
        }

        await closing;
        Assert.Equal(Enumerable.Range(0, Windows).Select(window => (window, window + 1L)), state.OrderBy(row => row.Key).Select(row => (row.Key, row.Value)));
    }

    [Fact]
    public async Task A_selection_that_cannot_keep_up_is_read_anew()
    {
        await using var host = await LiveHost.StartAsync(new LiveOptions { BatchBuffer = 3 });
        await using var client = await host.ConnectAsync();
        await client.SubscribeAsync(new { pipeline = "site", view = "pages", keys = Keys("/a") });
        host.Pipeline.Close(1, ("/a", 1));
        await client.FrameAsync();
        await host.WhenWaitingAsync();

        for (var window = 2; window <= 9; window++)
        {
            host.Pipeline.Close(window, ("/a", window));
        }

        host.Time.Advance(new LiveOptions().ResetInterval);
        var frame = await client.FrameAsync();

        Assert.True(frame.GetProperty("reset").GetBoolean());
        Assert.Equal((2, "1:1 2:2 3:3 4:4 5:5 6:6 7:7 8:8 9:9"), Content(frame));
    }

    [Fact]
    public async Task Rows_of_another_node_that_were_missed_are_read_anew()
    {
        await using var host = await LiveHost.StartAsync();
        await using var client = await host.ConnectAsync();
        await client.SubscribeAsync(new { pipeline = "site", view = "pages", keys = Keys("/a") });
        host.Pipeline.Close(1, ("/a", 1));
        await client.FrameAsync();
        await host.WhenWaitingAsync();

        host.Pipeline.Missed();
        host.Time.Advance(new LiveOptions().ResetInterval);
        var frame = await client.FrameAsync();

        Assert.True(frame.GetProperty("reset").GetBoolean());
        Assert.Equal((2, "1:1"), Content(frame));
    }

    [Fact]
    public async Task The_busiest_keys_are_followed_as_they_change()
    {
        await using var host = await LiveHost.StartAsync();
        host.Pipeline.Close(1, ("/a", 5), ("/b", 4), ("/c", 3));
        await using var client = await host.ConnectAsync();
        var snapshot = await client.SubscribeAsync(new { pipeline = "site", view = "pages", top = 2 });
        Assert.Equal("""[{"page":"/a"},{"page":"/b"}]""", snapshot.GetProperty("keys").GetRawText());

        host.Pipeline.Close(2, ("/c", 100));
        Assert.Equal((1, ""), Content(await client.FrameAsync()));
        await host.AdvanceAsync(new LiveOptions().RankInterval);
        var frame = await client.FrameAsync();

        Assert.True(frame.GetProperty("reset").GetBoolean());
        Assert.Equal("""[{"page":"/c"},{"page":"/a"}]""", frame.GetProperty("keys").GetRawText());
        Assert.Equal((2, "1:3 2:100 1:5"), Content(frame));
    }

    [Fact]
    public async Task Windows_that_still_count_are_shown_on_request_whenever_they_change()
    {
        await using var host = await LiveHost.StartAsync();
        host.Pipeline.Open = [FakePipeline.OpenRow(5, "/a", 1), FakePipeline.OpenRow(5, "/b", 1)];
        await using var client = await host.ConnectAsync();
        var snapshot = await client.SubscribeAsync(new { pipeline = "site", view = "pages", keys = Keys("/a", "/b"), open = true });
        Assert.Equal("open", snapshot.GetProperty("rows")[0].GetProperty("layer").GetString());
        Assert.Equal((1, "5:1 5:1"), Content(await client.FrameAsync()));

        await host.AdvanceAsync(Frame);
        await host.WhenWaitingAsync();
        host.Pipeline.Open = [FakePipeline.OpenRow(5, "/a", 2), FakePipeline.OpenRow(5, "/b", 1)];
        host.Time.Advance(Frame);

        Assert.Equal((2, "5:2"), Content(await client.FrameAsync()));
    }

    [Fact]
    public async Task A_snapshot_can_be_asked_for_again_and_frames_go_on_from_its_number()
    {
        await using var host = await LiveHost.StartAsync();
        await using var client = await host.ConnectAsync();
        await client.SubscribeAsync(new { pipeline = "site", view = "pages", keys = Keys("/a") });
        host.Pipeline.Close(1, ("/a", 1));
        await client.FrameAsync();

        Assert.Equal((1, "1:1"), Content(await client.CallAsync("Snapshot", "s1")));

        await host.WhenWaitingAsync();
        host.Pipeline.Close(2, ("/a", 2));
        host.Time.Advance(Frame);
        Assert.Equal((2, "2:2"), Content(await client.FrameAsync()));
    }

    [Fact]
    public async Task Everyone_who_watches_the_same_shares_one_follower_and_the_last_one_ends_it()
    {
        await using var host = await LiveHost.StartAsync();
        await using var one = await host.ConnectAsync();
        await using var other = await host.ConnectAsync();
        await one.SubscribeAsync(new { pipeline = "site", view = "pages", keys = Keys("/a", "/b") });
        await other.SubscribeAsync(new { pipeline = "site", view = "pages", keys = Keys("/b", "/a", "/b") });
        Assert.Equal(1, host.Pipeline.Followers);

        host.Pipeline.Close(1, ("/a", 1));
        Assert.Equal((1, "1:1"), Content(await one.FrameAsync()));
        Assert.Equal((1, "1:1"), Content(await other.FrameAsync()));
        await one.CallAsync("Unsubscribe", "s1");
        Assert.Equal(1, host.Pipeline.Followers);
        await other.CallAsync("Unsubscribe", "s1");

        Assert.Equal(0, host.Pipeline.Followers);
    }

    [Fact]
    public async Task Those_who_connect_again_at_once_share_what_is_read()
    {
        const int Watchers = 100;
        await using var host = await LiveHost.StartAsync();
        host.Pipeline.Close(1, ("/a", 1));
        using var isReading = new SemaphoreSlim(0);
        using var mayRead = new SemaphoreSlim(0);
        var reads = 0;
        host.Store.AfterRead = () =>
        {
            Interlocked.Increment(ref reads);
            isReading.Release();
            Assert.True(mayRead.Wait(LiveClient.Patience));
        };

        var clients = await Task.WhenAll(Enumerable.Range(0, Watchers).Select(_ => host.ConnectAsync()));
        var subscribed = clients.Select(client => client.SubscribeAsync(new { pipeline = "site", view = "pages", keys = Keys("/a") })).ToList();
        Assert.True(await isReading.WaitAsync(LiveClient.Patience, TestContext.Current.CancellationToken));
        mayRead.Release(3 * Watchers);

        Assert.All(await Task.WhenAll(subscribed), snapshot => Assert.Equal((0, "1:1"), Content(snapshot)));
        Assert.InRange(reads, 1, Watchers);
        await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task Who_subscribes_too_often_is_told_to_wait()
    {
        await using var host = await LiveHost.StartAsync(new LiveOptions { SubscriptionBurst = 3, SubscriptionsPerSecond = 2 });
        await using var client = await host.ConnectAsync();
        await client.SubscribeAsync(new { pipeline = "site", view = "pages", keys = Keys("/a") });
        await client.CallAsync("Snapshot", "s1");
        await client.CallAsync("Snapshot", "s1");

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => client.CallAsync("Snapshot", "s1"));
        Assert.Contains("more than 2 subscriptions and snapshots a second: wait a moment", refused.Message, StringComparison.Ordinal);

        host.Time.Advance(TimeSpan.FromMilliseconds(500));
        await client.CallAsync("Snapshot", "s1");
    }

    [Fact]
    public async Task Stopping_the_node_closes_connections_and_follows_no_more()
    {
        var host = await LiveHost.StartAsync();
        await using var client = await host.ConnectAsync();
        await client.SubscribeAsync(new { pipeline = "site", view = "pages", top = 5, open = true });

        await host.DisposeAsync();

        await client.Closed;
        Assert.Equal(0, host.Pipeline.Followers);
    }

    [Theory]
    [InlineData("""{"pipeline":"none","view":"pages","top":5}""", "unknown pipeline \"none\"; there are: site")]
    [InlineData("""{"pipeline":"site","view":"none","top":5}""", "pipeline site has no view \"none\"; there are: pages, clients")]
    [InlineData("""{"view":"pages","top":5}""", "pipeline must be a text")]
    [InlineData("""{"pipeline":"site","view":"pages"}""", "give either keys or top")]
    [InlineData("""{"pipeline":"site","view":"pages","top":5,"keys":[{"page":"/a"}]}""", "give either keys or top")]
    [InlineData("""{"pipeline":"site","view":"pages","keys":[]}""", "keys must be an array of at least one key")]
    [InlineData("""{"pipeline":"site","view":"pages","keys":[{"page":1}]}""", "a key of view pages is an object of texts {page}")]
    [InlineData("""{"pipeline":"site","view":"pages","keys":[{"page":"/a","x":"y"}]}""", "a key of view pages is an object of texts {page}")]
    [InlineData("""{"pipeline":"site","view":"pages","top":0}""", "top must be a whole number from 1 to 50")]
    [InlineData("""{"pipeline":"site","view":"pages","top":5,"last":501}""", "last must be a whole number from 10 to 500")]
    [InlineData("""{"pipeline":"site","view":"pages","top":5,"open":"yes"}""", "open must be true or false")]
    [InlineData("7", "Subscribe takes an object {pipeline, view, keys or top, open, last}")]
    public async Task What_is_wrong_with_a_request_is_said(string request, string reason)
    {
        await using var host = await LiveHost.StartAsync();
        await using var client = await host.ConnectAsync();

        var refusal = await Assert.ThrowsAsync<LiveCallException>(() => client.SubscribeAsync(JsonSerializer.Deserialize<JsonElement>(request)));

        Assert.EndsWith(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, host.Pipeline.Followers);
    }

    [Fact]
    public async Task Limits_hold_for_keys_subscriptions_selections_and_rows()
    {
        await using var host = await LiveHost.StartAsync(new LiveOptions { MaxKeys = 2, MaxSubscriptions = 2, MaxFeeds = 3, MaxRows = 3 });
        host.Pipeline.Close(1, ("/a", 1), ("/b", 2));
        host.Pipeline.Close(2, ("/a", 1), ("/b", 2));
        await using var client = await host.ConnectAsync();
        await using var other = await host.ConnectAsync();

        Assert.EndsWith("at most 2 keys per subscription, got 3", await RefusalAsync(client, "/a", "/b", "/c"), StringComparison.Ordinal);
        Assert.EndsWith("more than 3 rows: choose fewer keys or a smaller last", await RefusalAsync(client, "/a", "/b"), StringComparison.Ordinal);
        await client.SubscribeAsync(new { pipeline = "site", view = "pages", keys = Keys("/a") });
        await client.SubscribeAsync(new { pipeline = "site", view = "pages", keys = Keys("/b") });
        Assert.EndsWith("at most 2 subscriptions per connection", await RefusalAsync(client, "/c"), StringComparison.Ordinal);
        await other.SubscribeAsync(new { pipeline = "site", view = "pages", keys = Keys("/c") });
        Assert.EndsWith("this node follows 3 different selections already", await RefusalAsync(other, "/d"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_above_the_limit_ends_the_connection()
    {
        await using var host = await LiveHost.StartAsync();
        await using var client = await host.ConnectAsync();

        var call = client.SubscribeAsync(new { pipeline = "site", view = "pages", keys = Keys(new string('x', 40_000)) });

        await client.Closed;
        Assert.False(call.IsCompletedSuccessfully);
        Assert.Equal(0, host.Pipeline.Followers);
    }

    [Fact]
    public async Task A_failing_store_is_named_and_does_not_end_the_connection()
    {
        await using var host = await LiveHost.StartAsync();
        await using var client = await host.ConnectAsync();
        host.Store.Failure = new ViewStoreException("the store at 127.0.0.1:9042 does not answer");

        Assert.EndsWith("the store at 127.0.0.1:9042 does not answer", await RefusalAsync(client, "/a"), StringComparison.Ordinal);

        host.Store.Failure = null;
        await client.SubscribeAsync(new { pipeline = "site", view = "pages", keys = Keys("/a") });
        Assert.Equal(1, host.Pipeline.Followers);
    }

    [Fact]
    public async Task A_store_that_fails_later_shows_as_an_error_and_everything_comes_when_it_is_back()
    {
        await using var host = await LiveHost.StartAsync(new LiveOptions { BatchBuffer = 1 });
        await using var client = await host.ConnectAsync();
        await client.SubscribeAsync(new { pipeline = "site", view = "pages", keys = Keys("/a") });
        host.Pipeline.Close(1, ("/a", 1));
        await client.FrameAsync();
        await host.WhenWaitingAsync();
        host.Store.Failure = new ViewStoreException("the store is gone");
        host.Pipeline.Close(2, ("/a", 2));
        host.Pipeline.Close(3, ("/a", 3));
        host.Time.Advance(new LiveOptions().ResetInterval);
        Assert.Equal("the store is gone", (await client.FrameAsync()).GetProperty("error").GetString());

        host.Store.Failure = null;
        await host.AdvanceAsync(new LiveOptions().ResetInterval);
        var frame = await client.FrameAsync();

        Assert.True(frame.GetProperty("reset").GetBoolean());
        Assert.Equal((3, "1:1 2:2 3:3"), Content(frame));
    }

    private static void CloseAll(FakePipeline pipeline, int windows)
    {
        for (var window = 0; window < windows; window++)
        {
            pipeline.Close(window, ("/a", window));
            pipeline.Close(window, revision: 1, ("/a", window + 1));
        }
    }

    private static object[] Keys(params string[] pages) => [.. pages.Select(page => new { page })];

    private static async Task<string> RefusalAsync(LiveClient client, params string[] pages) =>
        (await Assert.ThrowsAsync<LiveCallException>(() => client.SubscribeAsync(new { pipeline = "site", view = "pages", keys = Keys(pages) }))).Message;

    private static long Seq(JsonElement message) => message.GetProperty("seq").GetInt64();

    /// <summary>A message's number and, per row, the window's index and the visits.</summary>
    private static (long Seq, string Rows) Content(JsonElement message) =>
        (Seq(message), string.Join(' ', message.GetProperty("rows").EnumerateArray().Select(row => $"{WindowOf(row)}:{Visits(row)}")));

    private static void Apply(Dictionary<int, long> state, JsonElement message)
    {
        foreach (var row in message.GetProperty("rows").EnumerateArray())
        {
            state[WindowOf(row)] = Math.Max(Visits(row), state.GetValueOrDefault(WindowOf(row)));
        }
    }

    private static int WindowOf(JsonElement row) =>
        (int)(row.GetProperty("window").GetProperty("first_event").GetInt64() / FakePipeline.WindowMs);

    private static long Visits(JsonElement row) => row.GetProperty("columns").GetProperty("visits").GetInt64();
}
