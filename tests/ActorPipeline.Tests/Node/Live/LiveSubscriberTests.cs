using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using ActorPipeline.Hashing;
using ActorPipeline.Node.Live;
using ActorPipeline.Node.Serving;
using ActorPipeline.Tests.Node.Harness;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorPipeline.Tests.Node.Live;

public sealed class LiveSubscriberTests
{
    private const int Buffer = 4;

    [Fact]
    public async Task A_slow_client_gets_what_it_missed_in_one_frame()
    {
        await using var setting = new Setting();
        await setting.Subscriber.StartAsync(TestContext.Current.CancellationToken);
        setting.Subscriber.Offer(Rows("1"));
        var first = await setting.Client.SendingAsync();

        setting.Subscriber.Offer(Rows("2"));
        setting.Subscriber.Offer(Rows("3,4"));
        first.Release();
        var second = await setting.Client.SendingAsync();

        Assert.Equal("""{"id":"s1","seq":1,"asOf":"1970-01-01T00:00:01Z","rows":[1]}""", first.Json);
        Assert.Equal("""{"id":"s1","seq":2,"asOf":"1970-01-01T00:00:01Z","rows":[2,3,4]}""", second.Json);
    }

    [Fact]
    public async Task A_client_too_slow_for_the_buffer_gets_a_new_snapshot_and_no_gap_in_the_numbers()
    {
        await using var setting = new Setting();
        await setting.Subscriber.StartAsync(TestContext.Current.CancellationToken);
        setting.Subscriber.Offer(Rows("1"));
        var first = await setting.Client.SendingAsync();

        for (var i = 0; i <= Buffer; i++)
        {
            setting.Subscriber.Offer(Rows("2"));
        }

        setting.Pipeline.Close(9, ("/a", 9));
        first.Release();
        var second = await setting.Client.SendingAsync();
        second.Release();
        setting.Subscriber.Offer(Rows("3"));
        var third = await setting.Client.SendingAsync();

        Assert.StartsWith("""{"id":"s1","seq":2,"asOf":"1970-01-01T00:10:00Z","reset":true,"keys":[{"page":"/a"}],"rows":[{""", second.Json, StringComparison.Ordinal);
        Assert.Equal("""{"id":"s1","seq":3,"asOf":"1970-01-01T00:00:01Z","rows":[3]}""", third.Json);
    }

    private static LiveRows Rows(string json) => new(Encoding.UTF8.GetBytes(json), 1000);

    private sealed class Setting : IAsyncDisposable
    {
        private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        private readonly ViewReads _reads;

        public Setting()
        {
            var store = new MemoryRowStore();
            Pipeline = new FakePipeline(store);
            _reads = TestReads.Of(store, TimeProvider.System);
            var options = new LiveOptions { FrameBuffer = Buffer };
            var bytes = new BytesComparer(new TableHash(new Random(1)));
            var instruments = new LiveInstruments(_services.GetRequiredService<IMeterFactory>());
            var context = new LiveContext(new LiveReader(_reads.Live, options), options, new ManualTime(), instruments, NullLoggerFactory.Instance, bytes);
            var selection = new LiveSelection(Pipeline, FakePipeline.Pages, [["/a"]], Top: null, Open: false, Last: 10);
            // The feed is not added to: what the subscriber gets is what the test offers.
            Feed = new LiveFeed(selection, context, ranked: null);
            Subscriber = new LiveSubscriber("s1", Feed, Client, () => { }, context);
        }

        public FakePipeline Pipeline { get; }

        public LiveFeed Feed { get; }

        public SlowClient Client { get; } = new();

        public LiveSubscriber Subscriber { get; }

        public async ValueTask DisposeAsync()
        {
            await Subscriber.DisposeAsync();
            await Feed.DisposeAsync();
            _reads.Dispose();
            await _services.DisposeAsync();
        }
    }

    /// <summary>A client that takes a message when the test says so.</summary>
    private sealed class SlowClient : ISingleClientProxy
    {
        private readonly Channel<Sending> _sending = Channel.CreateUnbounded<Sending>();

        public async Task<Sending> SendingAsync() => await _sending.Reader.ReadAsync().AsTask().WaitAsync(LiveClient.Patience);

        public Task SendCoreAsync(string method, object?[] args, CancellationToken cancellationToken = default)
        {
            var sending = new Sending(JsonSerializer.Serialize(args[0]));
            _sending.Writer.TryWrite(sending);
            return sending.Taken.WaitAsync(cancellationToken);
        }

        public Task<T> InvokeCoreAsync<T>(string method, object?[] args, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class Sending(string json)
    {
        private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Json => json;

        public Task Taken => _taken.Task;

        public void Release() => _taken.SetResult();
    }
}
