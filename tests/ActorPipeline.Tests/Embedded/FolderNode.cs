using System.Globalization;
using System.Text;
using ActorPipeline.Asking;
using ActorPipeline.Decoding;
using ActorPipeline.Definitions;
using ActorPipeline.Embedded;
using ActorPipeline.Embedded.Log;
using ActorPipeline.Embedded.Store;
using ActorPipeline.Intake;
using ActorPipeline.Log;
using ActorPipeline.Running;
using ActorPipeline.Serving;
using ActorPipeline.Storage;
using ActorPipeline.TestKit.Placement;
using ActorPipeline.Tests.Node.Harness;
using ActorPipeline.Tests.Security;
using ActorPipeline.Views;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorPipeline.Tests.Embedded;

/// <summary>The engine over a data folder, without listeners: one pipeline, with pages and files of the log so small that a few hundred events fill some.</summary>
internal sealed class FolderNode : IAsyncDisposable
{
    private const long FirstMs = 1_485_352_920_000;
    private const int StepMs = 20;
    private static readonly PipelineDefinition Pipeline = TestPipelines.Site;
    private static readonly EmbeddedLogOptions Log14 = new() { PageSizeBits = 14, SegmentSizeBits = 15, MemoryPages = 4 };

    private readonly DataFolder _folder;
    private readonly EmbeddedEventLog _log;
    private readonly DuckDbViewStore _store;
    private readonly NodePipelines _pipelines;
    private PipelineRuntime _runtime = null!;

    private FolderNode(DataFolder folder, TimeProvider time)
    {
        _folder = folder;
        _log = new EmbeddedEventLog(folder, Log14, time, new Random(1), NullLogger<EmbeddedEventLog>.Instance);
        try
        {
            _store = new DuckDbViewStore(folder, new DuckDbStoreOptions(), time, NullLogger<DuckDbViewStore>.Instance);
        }
        catch
        {
            _log.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }

        var options = new EngineOptions { Intake = new IntakeOptions(BatchEvents: 5), CheckpointInterval = TimeSpan.FromHours(1) };
        var host = EngineHost.OnThreadPool(TimeProvider.System, Messages);
        _pipelines = new NodePipelines(
            asker => new EngineParts(_log, EngineStores.Of(_store), host, options, asker), host, options, new LocalPlacement([PlacedRole.Intake, PlacedRole.Shards]), peers: null);
    }

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public RecordedLog Messages { get; } = new();

    public IEventLog Log => _log;

    public static async Task<FolderNode> StartAsync(string path, TimeProvider? time = null)
    {
        var folder = DataFolder.Open(path);
        FolderNode node;
        try
        {
            node = new FolderNode(folder, time ?? TimeProvider.System);
        }
        catch
        {
            folder.Dispose();
            throw;
        }

        try
        {
            node._runtime = await node._pipelines.AddAsync(new PipelineParts(Pipeline, "site", () => EventDecoder.Create(Pipeline.Source)), Ended);
            await node._pipelines.JoinAsync(Ended);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Appends events one after another, among them one that cannot be decoded and one that is too late, and waits until all are counted.</summary>
    public async Task TakeInAsync(int from, int count)
    {
        var lines = Enumerable.Range(from, count).Select(i => Line(FirstMs + (i * StepMs), i)).ToList();
        lines.Add("no event");
        lines.Add(Line(FirstMs - TimeSpan.MillisecondsPerHour, 0));
        await _runtime.AppendAsync(lines.Select(line => new NewRecord(Encoding.UTF8.GetBytes(line), FirstMs)).ToArray(), Ended);
        await _runtime.WaitAppliedAsync(flush: true, Ended);
    }

    /// <summary>What everybody who asks is told: rows and counters. Fails with what the log says when a partition is not served.</summary>
    public async Task<string> DescribeAsync()
    {
        var applied = _runtime.WaitAppliedAsync(flush: false, Ended).AsTask();
        var stopped = Messages.AwaitAsync("stopped, starting again", Ended);
        if (await Task.WhenAny(applied, stopped) == stopped)
        {
            throw new EventLogException(await stopped);
        }

        await applied;
        var status = await _runtime.StatusAsync(Ended);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{status.Source} {status.Accepted - status.Duplicate} {status.Applied} {status.Late} {status.DeadLetter} {status.Pending}\n");
        var query = new RowQuery { Pipeline = Pipeline.Name, View = Pipeline.Views[0], Limit = int.MaxValue };
        await foreach (var row in _store.QueryAsync(query, Ended).SelectMany(page => page))
        {
            text.Append(CultureInfo.InvariantCulture, $"{row.Window.StartMs} {row.Key[0].Value} {row.Columns[0].Value}\n");
        }

        return text.ToString();
    }

    /// <summary>Stops as a node does: with checkpoints of all shards.</summary>
    public async Task LeaveAsync()
    {
        await _pipelines.LeaveAsync(Ended);
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _pipelines.DisposeAsync();
        await _store.DisposeAsync();
        await _log.DisposeAsync();
        _folder.Dispose();
    }

    private static string Line(long timeMs, int i) => string.Create(CultureInfo.InvariantCulture, $"s;{timeMs};10.0.0.{i % 7};/page/{i % 11}");
}
