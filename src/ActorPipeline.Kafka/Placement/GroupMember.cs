using ActorPipeline.Placement;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Kafka.Placement;

/// <summary>This node's membership in the group of one role: a consumer that fetches nothing, on a thread of its own that serves rebalances.</summary>
/// <remarks>
/// A static member does not tell the group when it closes, so that a restart moves nothing. To leave for good it first subscribes to a topic that nobody needs: the
/// group then takes its partitions away in order and gives them to others at once. It also enters by that topic: a static member that comes back is given what it had,
/// whatever it subscribes to by then, and only a change of its subscription makes the group place anew.
/// </remarks>
internal sealed partial class GroupMember : IDisposable
{
    private static readonly TimeSpan PollFor = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    // librdkafka repeats a complaint that goes on about twice a minute.
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly string _node;
    private readonly string _group;
    private readonly string _parking;
    private readonly IReadOnlyCollection<string> _topics;
    private readonly PlacedListeners _listeners;
    private readonly KafkaPlacementOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _inHaste = new();
    private readonly Lock _gate = new();
    private (string Text, long At, bool Stays)? _trouble;
    private volatile bool _isStopped;
    private volatile bool _isLeaving;

    // Of the loop's thread only.
    private readonly Dictionary<ErrorCode, long> _saidAt = [];
    private readonly List<Confluent.Kafka.TopicPartition> _toPause = [];
    private IConsumer<Ignore, Ignore>? _consumer;
    private bool _isIn;
    private bool _isParked;
    private bool _isParkedInGroup;
    private long _parkedAt;
    private bool _isFatal;

    /// <summary>Makes a member that has not joined.</summary>
    /// <param name="settings">librdkafka's settings.</param>
    /// <param name="node">The node's id, for messages.</param>
    /// <param name="parking">The topic that nobody needs.</param>
    /// <param name="topics">Who listens to what.</param>
    /// <param name="options">Times.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Receives what goes wrong.</param>
    internal GroupMember(
        IReadOnlyDictionary<string, string> settings,
        string node,
        string parking,
        IReadOnlyDictionary<string, IPlacementListener> topics,
        KafkaPlacementOptions options,
        TimeProvider time,
        ILogger logger)
    {
        _settings = settings;
        _node = node;
        _group = settings["group.id"];
        _parking = parking;
        _topics = [.. topics.Keys];
        _listeners = new PlacedListeners(topics, options.HandOverTimeout, time, logger);
        _options = options;
        _time = time;
        _logger = logger;
        _thread = new Thread(Run) { IsBackground = true, Name = $"kafka {_group}" };
    }

    /// <summary>Why it does not take part as it should, or null.</summary>
    internal string? Trouble
    {
        get
        {
            lock (_gate)
            {
                return _trouble is { } trouble && (trouble.Stays || _time.GetElapsedTime(trouble.At) < Recent) ? trouble.Text : null;
            }
        }
    }

    /// <summary>Completes when it has joined, or has something to complain of.</summary>
    internal Task Joined => _joined.Task;

    /// <summary>Begins to take part.</summary>
    internal void Join() => _thread.Start();

    /// <summary>Hands everything over and takes part no longer.</summary>
    internal async Task LeaveAsync(CancellationToken cancellationToken)
    {
        _isLeaving = true;
        using (cancellationToken.Register(Stop))
        {
            await _ended.Task;
        }
    }

    /// <summary>Takes part no longer, without a word: others get the partitions when this node is missed.</summary>
    internal async Task EndAsync()
    {
        if (!_thread.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            Stop();
            await _ended.Task;
        }
    }

    /// <summary>After <see cref="EndAsync"/>.</summary>
    public void Dispose() => _inHaste.Dispose();

    private void Stop()
    {
        _isStopped = true;
        _inHaste.Cancel();
    }

    private void Run()
    {
        try
        {
            while (!IsDone)
            {
                TakePart();
                if (!IsDone)
                {
                    _inHaste.Token.WaitHandle.WaitOne(TryAgainAfter);
                }
            }
        }
        catch (Exception e)
        {
            Complain(ErrorCode.Unknown, $"group {_group}: {e.Message}", stays: true);
            Failed(_group, e.Message, e);
        }
        finally
        {
            _joined.TrySetResult();
            _ended.TrySetResult();
        }
    }

    private bool IsDone => _isStopped || _isFatal || (_isLeaving && _listeners.Served == 0 && (_consumer is null || IsForgotten));

    // Where the group does not answer, it misses this node as soon as the session has timed out.
    private bool IsForgotten => _isParkedInGroup || (_isParked && _time.GetElapsedTime(_parkedAt) > _options.SessionTimeout);

    /// <summary>Is a member until there is nothing more to do, or a failure that only a new client can get over.</summary>
    private void TakePart()
    {
        var isLost = false;
        _isParked = _isParkedInGroup = false;

        // The brokers' own protocol places anew whenever a member comes back.
        _isIn = _options.Protocol == GroupProtocol.Consumer;
        _consumer = Build();
        try
        {
            _consumer.Subscribe(_isIn ? _topics : [_parking]);
            while (!IsDone && !isLost)
            {
                if (_isLeaving && !_isParked)
                {
                    Park();
                }

                isLost = !Poll();
            }
        }
        finally
        {
            if (isLost || _isFatal)
            {
                _listeners.LoseAll();
            }

            // Without closing: for a static member that would send nothing but hold up others.
            _consumer.Dispose();
            _consumer = null;
        }
    }

    private void Enter()
    {
        if (_isIn || string.IsNullOrEmpty(_consumer!.MemberId))
        {
            return;
        }

        Change(_topics);
        _isIn = true;

        // There may be more nodes than partitions: nothing need be given.
        _joined.TrySetResult();
    }

    private IConsumer<Ignore, Ignore> Build() => new ConsumerBuilder<Ignore, Ignore>(_settings)
        .SetErrorHandler((_, error) => OnError(error))
        .SetLogHandler((_, line) => ClientSays(line.Message))
        .SetPartitionsAssignedHandler((_, given) => OnAssigned(given))
        .SetPartitionsRevokedHandler((_, taken) =>
        {
            _listeners.Take(taken.Select(partition => (partition.Topic, partition.Partition.Value)), _inHaste.Token);
        })
        .SetPartitionsLostHandler((_, lost) =>
        {
            _listeners.Lose(lost.Select(partition => (partition.Topic, partition.Partition.Value)));
        })
        .Build();

    private void Park()
    {
        Change([_parking]);
        _isParked = true;
        _parkedAt = _time.GetTimestamp();
    }

    // The client must know a topic before: else it takes its partitions for lost while it looks for it, and does not tell the group.
    private void Change(IReadOnlyCollection<string> topics)
    {
        using var admin = new DependentAdminClientBuilder(_consumer!.Handle).Build();
        foreach (var topic in topics)
        {
            admin.GetMetadata(topic, _options.SessionTimeout);
        }

        _consumer.Subscribe(topics);
    }

    private bool Poll()
    {
        try
        {
            Enter();

            // Whatever came before its partition was paused is nobody's.
            _consumer!.Consume(PollFor);
            if (_toPause.Count > 0)
            {
                _consumer.Pause(_toPause);
                _toPause.Clear();
            }

            return true;
        }
        catch (KafkaException e)
        {
            return OnError(e.Error);
        }
    }

    // From the oldest or newest record makes no difference: none is fetched.
    private List<TopicPartitionOffset> OnAssigned(List<Confluent.Kafka.TopicPartition> given)
    {
        foreach (var partition in given)
        {
            _toPause.Add(partition);
            _listeners.Give(partition.Topic, partition.Partition.Value);
        }

        _isParkedInGroup = _isParked;
        lock (_gate)
        {
            _trouble = null;
        }

        if (_isIn)
        {
            _joined.TrySetResult();
        }

        return [.. given.Select(partition => new TopicPartitionOffset(partition, Offset.End))];
    }

    /// <summary>Notes what the client complains of; false when it can only be replaced.</summary>
    private bool OnError(Error error)
    {
        if (error.Code == ErrorCode.FencedInstanceId)
        {
            _isFatal = true;
            Complain(error.Code, $"another node with the id \"{_node}\" has taken this one's place in group {_group}: every node needs an id of its own", stays: true);
            return false;
        }

        Complain(
            error.Code,
            error.Code == ErrorCode.UnreleasedInstanceId
                ? $"a node with the id \"{_node}\" is in group {_group} already, or ended without leaving not long ago"
                : $"group {_group}: {error.Reason}",
            stays: false);
        return !error.IsFatal && error.Code != ErrorCode.UnreleasedInstanceId;
    }

    private void Complain(ErrorCode kind, string text, bool stays)
    {
        var now = _time.GetTimestamp();
        lock (_gate)
        {
            _trouble = (text, now, stays);
        }

        // A broker that is away is complained of several times a second.
        if (!_saidAt.TryGetValue(kind, out var before) || _time.GetElapsedTime(before, now) > Quiet)
        {
            _saidAt[kind] = now;
            HasTrouble(text);
        }

        _joined.TrySetResult();
    }

    [LoggerMessage(1, LogLevel.Warning, "Placement: {Text}")]
    private partial void HasTrouble(string text);

    [LoggerMessage(2, LogLevel.Error, "Membership in group {Group} ended: {Reason}")]
    private partial void Failed(string group, string reason, Exception exception);

    [LoggerMessage(3, LogLevel.Debug, "{Text}")]
    private partial void ClientSays(string text);
}
