using ActorPipeline.Kafka.Binding;
using ActorPipeline.Kafka.Topics;
using ActorPipeline.Log;
using ActorPipeline.Placement;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Kafka.Placement;

/// <summary>Kafka's consumer groups place partitions: one group for each role, <c>&lt;prefix&gt;intake-nodes</c> and <c>&lt;prefix&gt;shard-nodes</c>, whose members fetch nothing.</summary>
/// <remarks>
/// Membership is static by the node's id and rebalances are cooperative: a node that starts again within the session's time-out gets its partitions back, and only
/// what moves is interrupted. A partition is given to another node when this one has handed it over, or <see cref="KafkaPlacementOptions.HandOverTimeout"/> has passed.
/// Listeners are called on a thread of the role's own.
/// </remarks>
public sealed class KafkaPlacement : IShardPlacement
{
    private readonly KafkaLogOptions _kafka;
    private readonly KafkaPlacementOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();

    // Both bounded by roles and registered topics.
    private readonly Dictionary<PlacedRole, Dictionary<string, IPlacementListener>> _topics = [];
    private readonly Dictionary<PlacedRole, GroupMember> _members = [];

    /// <summary>Makes a placement that does not take part yet.</summary>
    /// <param name="kafka">Where Kafka is.</param>
    /// <param name="options">How this node takes part.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Receives what goes wrong.</param>
    /// <exception cref="EventLogException">A setting is refused, or librdkafka cannot be loaded.</exception>
    public KafkaPlacement(KafkaLogOptions kafka, KafkaPlacementOptions options, TimeProvider time, ILogger<KafkaPlacement> logger)
    {
        ArgumentNullException.ThrowIfNull(kafka);
        ArgumentNullException.ThrowIfNull(options);
        KafkaSettings.Check(kafka);
        LibrdkafkaLibrary.Load();
        _kafka = kafka;
        _options = options;
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc/>
    public string? Trouble
    {
        get
        {
            lock (_gate)
            {
                return _members.Values.Select(member => member.Trouble).FirstOrDefault(trouble => trouble is not null) is { } text
                    ? $"Kafka at {_kafka.BootstrapServers}: {text}"
                    : null;
            }
        }
    }

    /// <inheritdoc/>
    public void Register(PlacedTopic topic, IPlacementListener listener)
    {
        ArgumentNullException.ThrowIfNull(topic);
        if (!_options.Roles.Contains(topic.Role))
        {
            return;
        }

        lock (_gate)
        {
            if (!_topics.TryGetValue(topic.Role, out var topics))
            {
                _topics.Add(topic.Role, topics = []);
            }

            // Several pipelines may read one source.
            topics[topic.Name] = topics.TryGetValue(topic.Name, out var first) ? new SharedListener(first, listener) : listener;
        }
    }

    /// <inheritdoc/>
    public async ValueTask JoinAsync(CancellationToken cancellationToken)
    {
        await MakeParkingAsync(cancellationToken);
        List<GroupMember> members;
        lock (_gate)
        {
            foreach (var (role, topics) in _topics)
            {
                var settings = KafkaSettings.Member(_kafka, _options, GroupOf(role));
                _members.Add(role, new GroupMember(settings, _options.NodeId, Parking, topics, _options, _time, _logger));
            }

            members = [.. _members.Values];
        }

        foreach (var member in members)
        {
            member.Join();
        }

        await Task.WhenAll(members.Select(member => member.Joined)).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask LeaveAsync(PlacedRole role, CancellationToken cancellationToken)
    {
        GroupMember? member;
        lock (_gate)
        {
            _members.TryGetValue(role, out member);
        }

        if (member is not null)
        {
            await member.LeaveAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        List<GroupMember> members;
        lock (_gate)
        {
            members = [.. _members.Values];
            _members.Clear();
        }

        await Task.WhenAll(members.Select(member => member.EndAsync()));
        members.ForEach(member => member.Dispose());
    }

    // The log's own topic: it is there in every cluster, and nobody is placed by it.
    private string Parking => $"{_kafka.TopicPrefix}topics";

    private string GroupOf(PlacedRole role) => _kafka.TopicPrefix + (role == PlacedRole.Intake ? "intake-nodes" : "shard-nodes");

    private async Task MakeParkingAsync(CancellationToken cancellationToken)
    {
        using var admin = new TopicAdmin(_kafka, _time, new KafkaTrouble(_kafka.BootstrapServers, _time, _logger));
        try
        {
            await admin.EnsureAsync(Parking, 1, TopicRegistry.Settings, cancellationToken);
        }
        catch (EventLogException e)
        {
            throw new PlacementException(e.Message, e);
        }
    }
}
