using ActorPipeline.Kafka;
using ActorPipeline.Kafka.Placement;
using ActorPipeline.Placement;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorPipeline.Integration.Kafka;

/// <summary>A node of a test: what it serves, and when each partition came and went, on the test's common clock.</summary>
internal sealed class PlacedNode : IPlacementListener, IAsyncDisposable
{
    private readonly KafkaPlacement _placement;
    private readonly PlacementJournal _journal;
    private readonly string _name;

    /// <summary>A node that has not joined.</summary>
    internal PlacedNode(string servers, string prefix, PlacedTopic topic, PlacementJournal journal, string name, KafkaPlacementOptions? options = null, string? id = null)
    {
        _name = name;
        _journal = journal;
        options ??= new KafkaPlacementOptions { NodeId = name };
        _placement = new KafkaPlacement(
            new KafkaLogOptions { BootstrapServers = servers, TopicPrefix = prefix },
            options with { NodeId = id ?? name },
            TimeProvider.System,
            NullLogger<KafkaPlacement>.Instance);
        _placement.Register(topic, this);
    }

    /// <summary>What is done with a partition that is taken away, before it counts as handed over.</summary>
    internal Func<int, CancellationToken, Task> WhenTaken { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Its complaint.</summary>
    internal string? Trouble => _placement.Trouble;

    /// <summary>What it serves.</summary>
    internal IReadOnlySet<int> Served => _journal.ServedBy(_name);

    /// <summary>Takes part.</summary>
    internal async Task<PlacedNode> JoinAsync(CancellationToken cancellationToken)
    {
        await _placement.JoinAsync(cancellationToken);
        return this;
    }

    /// <summary>Leaves in order.</summary>
    internal async Task LeaveAsync(CancellationToken cancellationToken) => await _placement.LeaveAsync(PlacedRole.Shards, cancellationToken);

    /// <summary>Ends without leaving.</summary>
    public ValueTask DisposeAsync() => _placement.DisposeAsync();

    /// <inheritdoc/>
    public void OnGiven(int partition) => _journal.Given(_name, partition);

    /// <inheritdoc/>
    public async Task OnTakenAsync(int partition, CancellationToken inHaste)
    {
        await WhenTaken(partition, inHaste);
        _journal.Gone(_name, partition);
    }

    /// <inheritdoc/>
    public void OnLost(int partition) => _journal.Gone(_name, partition);
}
