using ActorPipeline.Log;
using ActorPipeline.Simulation.Checks;
using ActorPipeline.Simulation.Nodes;
using ActorPipeline.Storage;
using ActorPipeline.TestKit;
using ActorPipeline.TestKit.Faults;
using ActorPipeline.TestKit.Lake;
using ActorPipeline.TestKit.Log;
using ActorPipeline.TestKit.Reference;
using ActorPipeline.TestKit.Store;
using ActorPipeline.TestKit.Workloads;

namespace ActorPipeline.Simulation;

/// <summary>What outlives every node of a run: clock, log, store, the events appended so far, and what was found wrong.</summary>
internal sealed class World : IDisposable
{
    private readonly List<SourceEvent> _events = [];
    private readonly Dictionary<(int Partition, long Offset), DateTimeOffset> _cameAt = [];
    private readonly Random _marks;
    private readonly TaskCompletionSource _failed = new();

    /// <summary>Makes the world of a seed.</summary>
    public World(int seed)
    {
        Scenario = Scenario.Draw(seed);
        Plan = new FaultPlan(Scenario.Rates, seed);
        Clock = new VirtualTimeProvider();
        _marks = new Random(seed ^ 0x3a12);
        Trace = new Trace(Clock);
        Scheduler = new DeterministicScheduler(Clock, seed) { StepLimit = 3_000_000, TimeLimit = TimeSpan.FromHours(3), Diagnose = () => string.Join("", Trace.Last) };
        Log = new InMemoryEventLog(Clock, Plan) { KeepsTrimmed = true, Appended = TraceAppend };
        Walks = [.. Enumerable.Range(0, Scenario.Pipeline.Shards).Select(shard => new ShardLogWalk(shard, Scenario.Pipeline.Source.Partitions, Scenario.IsCalm ? new WakeCheck(this) : null))];
        Group = Scenario.IsPlaced ? new SimulatedGroup(this, seed ^ 0x9e07) : null;
        Peers = new SimulatedPeers(Clock, seed ^ 0x9ee5) { Loss = new Random(seed).NextDouble() * 0.2 };
        var visible = new LakeCheck(this);
        Lake = new InMemoryLake(Clock, Plan)
        {
            DraftEvents = Scenario.LakeDraftEvents,
            Published = (span, events) =>
            {
                visible.See(span, events);
                Trace.Add($"lake {span} {events.Count}");
                Happened?.Invoke(null);
            },
            Changed = visible.SeeAll,
        };
        Views = new InMemoryViews(Lake);
        var batch = new BatchCheck(this);
        Views.Deleted = batch.SeeDeletion;
        var revisions = new RevisionCheck(Fail);
        Emitted = new EmittedRows(Scenario.Pipeline, Fail);
        Store = new InMemoryViewStore(Clock, Plan)
        {
            RowsStored = rows =>
            {
                revisions.See(rows);
                CheckClosed(rows.Window.EndMs, rows.Shard);
                Trace.Add($"rows {rows.View.Name} {rows.Window.StartMs} revision {rows.Revision} count {rows.Count} from shard {rows.Shard}");
                Happened?.Invoke(null);
            },
            PointerMoved = (shard, pointer) =>
            {
                Trace.Add($"pointer {shard} epoch {pointer.Epoch} version {pointer.Version} of {pointer.Owner}");
                batch.See(shard, pointer);
                Happened?.Invoke(ProcessOf(pointer.Owner));
            },
        };
    }

    /// <summary>What the seed has decided.</summary>
    public Scenario Scenario { get; }

    /// <summary>The faults.</summary>
    public FaultPlan Plan { get; }

    /// <summary>The clock.</summary>
    public VirtualTimeProvider Clock { get; }

    /// <summary>Runs everything.</summary>
    public DeterministicScheduler Scheduler { get; }

    /// <summary>The log.</summary>
    public InMemoryEventLog Log { get; }

    /// <summary>The store.</summary>
    public InMemoryViewStore Store { get; }

    /// <summary>The lake.</summary>
    public InMemoryLake Lake { get; }

    /// <summary>The batch views.</summary>
    public InMemoryViews Views { get; }

    /// <summary>Spreads partitions over nodes; null where every node serves all.</summary>
    public SimulatedGroup? Group { get; }

    /// <summary>Carries questions between nodes.</summary>
    public SimulatedPeers Peers { get; }

    /// <summary>What happened.</summary>
    public Trace Trace { get; }

    /// <summary>The logs of the shards, read naively.</summary>
    public IReadOnlyList<ShardLogWalk> Walks { get; }

    /// <summary>The rows in topics.</summary>
    public EmittedRows Emitted { get; }

    /// <summary>Told when something has become durable, before who did it knows: the owner of a pointer that has moved, null for all else.</summary>
    public Action<string?>? Happened { get; set; }

    /// <summary>The source events.</summary>
    public IReadOnlyList<SourceEvent> Events => _events;

    /// <summary>What was found wrong first, or null.</summary>
    public string? Failure { get; private set; }

    /// <summary>Completes when something was found wrong.</summary>
    public Task Failed => _failed.Task;

    /// <summary>Notes what is wrong.</summary>
    public void Fail(string what)
    {
        Failure ??= what;
        Trace.Add($"WRONG: {what}");
        _failed.TrySetResult();
    }

    /// <summary>Appends an event to the source, as collectors do that the simulation does not contain.</summary>
    public void Append(int partition, SourceRecord record)
    {
        var offset = Log.Append(new TopicPartition(Scenario.Pipeline.Source.Topic, partition), record.ToRecord());
        _events.Add(record.ToEvent(partition, offset));
        _cameAt[(partition, offset)] = Clock.GetUtcNow();
        Trace.Add($"event {partition}/{offset}");
        if (Scenario.HasMarks && _marks.Next(3) == 0)
        {
            Log.Mark(new TopicPartition(Scenario.Pipeline.Source.Topic, partition));
        }
    }

    /// <summary>When a source event came.</summary>
    public DateTimeOffset CameAt(int partition, long offset) => _cameAt[(partition, offset)];

    /// <summary>The node that a pointer's owner is: its instance, which tells it from others of its id.</summary>
    public static string ProcessOf(string owner) => owner[(owner.IndexOf('#', StringComparison.Ordinal) + 1)..];

    /// <summary>Whether some shard belongs to another node.</summary>
    public bool HasLostShard(string node) =>
        Enumerable.Range(0, Scenario.Pipeline.Shards).Any(shard => ProcessOf(Store.PointerOf(new ShardId(Scenario.Pipeline.Name, shard)).Owner) != node);

    /// <inheritdoc/>
    public void Dispose() => Trace.Dispose();

    private void CheckClosed(long endMs, int shard)
    {
        if (endMs > Walks[shard].WatermarkMs)
        {
            Fail($"rows of a window that ends at {endMs} from shard {shard}, whose watermark is {Walks[shard].WatermarkMs}");
        }
    }

    private void TraceAppend(TopicPartition partition, long offset, IReadOnlyList<NewRecord> records)
    {
        Trace.Add($"append {partition} {offset}");
        Happened?.Invoke(null);
        foreach (var record in records)
        {
            Trace.Add(record.Value.Span);
            if (Emitted.IsRowTopic(partition.Topic))
            {
                CheckClosed(Emitted.See(partition, record), partition.Partition);
            }

            if (partition.Topic == Scenario.Pipeline.ShardTopic)
            {
                Walks[partition.Partition].Step(record.Value.Span);
            }
        }
    }
}
