using ActorPipeline.Embedded.Files;
using ActorPipeline.Embedded.Log;
using ActorPipeline.Log;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Embedded;

/// <summary>The event log of a single process, in a folder: one FasterLog per topic, appends made durable in groups.</summary>
/// <remarks>All members may be called concurrently. Names of topics and groups are letters, digits, dots, dashes and underscores.</remarks>
public sealed class EmbeddedEventLog : IEventLog
{
    private const int LongestName = 200;
    private readonly string _folder;
    private readonly EmbeddedLogOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger _logger;
    private readonly GroupOffsets _groups;
    private readonly Lock _gate = new();

    // Bounded by the topics that pipelines declare.
    private readonly Dictionary<string, TopicLog> _topics = [];
    private bool _disposed;

    /// <summary>Opens the log in a folder's <c>log</c>.</summary>
    /// <param name="folder">The locked data folder; stays the caller's, and must be released after this log.</param>
    /// <param name="time">The clock that waiting before a log is opened again goes by.</param>
    /// <exception cref="StoredFormatException">A file is of a version this program does not know, or damaged.</exception>
    public EmbeddedEventLog(DataFolder folder, EmbeddedLogOptions options, TimeProvider time, Random random, ILogger<EmbeddedEventLog> logger)
    {
        ArgumentNullException.ThrowIfNull(folder);
        (_folder, _options, _time, _random, _logger) = (folder.LogPath, options, time, random, logger);
        DurableFile.CreateFolder(_folder);
        _groups = new GroupOffsets(_folder);
    }

    /// <inheritdoc/>
    public ValueTask<TopicDescription> EnsureTopicAsync(string topic, int partitions, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        return ValueTask.FromResult(Checked(Opened(topic, create: partitions).Description, partitions));
    }

    /// <inheritdoc/>
    public ValueTask<TopicDescription> FindTopicAsync(string topic, int partitions, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Checked(Opened(topic).Description, partitions));

    /// <inheritdoc/>
    public async ValueTask<ILogWriter> OpenWriterAsync(string topic, CancellationToken cancellationToken)
    {
        var log = Opened(topic);
        return new EmbeddedLogWriter(log, await log.WritableAsync(cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<ILogReader> OpenReaderAsync(TopicPartition partition, long from, CancellationToken cancellationToken)
    {
        var topic = Opened(partition.Topic);
        var range = topic.Partition(partition.Partition).Range;
        return from >= range.Start && from <= range.End
            ? ValueTask.FromResult<ILogReader>(new EmbeddedLogReader(topic, partition, from))
            : throw new OffsetOutOfRangeException(partition, from, range);
    }

    /// <inheritdoc/>
    public ValueTask<OffsetRange> RangeAsync(TopicPartition partition, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Opened(partition.Topic).Partition(partition.Partition).Range);

    /// <inheritdoc/>
    public async ValueTask CommitAsync(string group, TopicPartition partition, GroupCommit commit, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        await _groups.CommitAsync(Checked(group), partition with { Topic = Checked(partition.Topic) }, commit).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<GroupCommit?> CommittedAsync(string group, TopicPartition partition, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_groups.Find(group, partition));

    /// <inheritdoc/>
    public ValueTask TrimAsync(TopicPartition partition, long before, CancellationToken cancellationToken) =>
        Opened(partition.Topic).TrimAsync(partition.Partition, before, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        TopicLog[] topics;
        lock (_gate)
        {
            _disposed = true;
            topics = [.. _topics.Values];
            _topics.Clear();
        }

        foreach (var topic in topics)
        {
            await topic.DisposeAsync();
        }

        await _groups.DrainAsync();
    }

    private TopicLog Opened(string topic, int? create = null)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_topics.TryGetValue(topic, out var log))
            {
                log = OpenTopic(Checked(topic), create);
                _topics.Add(topic, log);
            }

            return log;
        }
    }

    private TopicLog OpenTopic(string topic, int? create)
    {
        var folder = Path.Combine(_folder, topic);
        try
        {
            if (TopicFile.Exists(folder))
            {
                return TopicLog.Open(folder, TopicFile.Read(folder, topic), _options, _time, _logger);
            }

            var partitions = create ?? throw new EventLogException($"topic {topic} does not exist");
            var description = new TopicDescription(topic, partitions, NewEpoch());
            var stored = TopicFile.Create(folder, new StoredTopic(description, _options.PageSizeBits, _options.SegmentSizeBits));
            return TopicLog.Open(folder, stored, _options, _time, _logger);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EventLogException($"topic {topic} in {folder} cannot be opened: {e.Message}", e);
        }
    }

    private static string Checked(string name)
    {
        var legal = name.Length is > 0 and <= LongestName && !name.StartsWith('.')
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
        return legal ? name : throw new EventLogException(
            $"\"{name}\" is no name for a topic or group: letters, digits, dots, dashes and underscores, at most {LongestName}");
    }

    private static TopicDescription Checked(TopicDescription actual, int partitions) =>
        actual.Partitions == partitions ? actual : throw new TopicMismatchException(actual.Name, actual.Partitions, partitions);

    // Later topics have larger epochs; two made within a millisecond differ by chance.
    private long NewEpoch() => (_time.GetUtcNow().ToUnixTimeMilliseconds() << 20) | (long)_random.Next(1 << 20);
}
