using ActorPipeline.Embedded.Contents;
using ActorPipeline.Embedded.Files;
using ActorPipeline.Embedded.Log;
using ActorPipeline.Log;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Embedded;

/// <summary>The event log of a single process, in a folder: one FasterLog per topic, appends made durable in groups.</summary>
/// <remarks>All members may be called concurrently. Names of topics and groups are letters, digits, dots, dashes and underscores.</remarks>
public sealed partial class EmbeddedEventLog : IEventLog
{
    private const int LongestName = 200;
    private readonly string _folder;
    private readonly EmbeddedLogOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger _logger;
    private readonly FolderManifest _manifest;
    private readonly GroupOffsets _groups;
    private readonly Lock _gate = new();

    // Bounded by the topics that pipelines declare.
    private readonly Dictionary<string, TopicLog> _topics = [];
    private readonly ITimer[] _timers;
    private bool _disposed;
    private bool _isMarkFailing;

    /// <summary>Opens the log in a folder's <c>log</c>.</summary>
    /// <param name="folder">The locked data folder; stays the caller's, and must be released after this log.</param>
    /// <param name="time">The clock that waiting before a log is opened again goes by.</param>
    /// <exception cref="StoredFormatException">A file is of a version this program does not know.</exception>
    /// <exception cref="DataLostException">A file is missing, damaged, or from an older copy than the folder's manifest.</exception>
    public EmbeddedEventLog(DataFolder folder, EmbeddedLogOptions options, TimeProvider time, Random random, ILogger<EmbeddedEventLog> logger)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        (_folder, _options, _time, _random, _logger, _manifest) = (folder.LogPath, options, time, random, logger, folder.Manifest);
        DurableFile.CreateFolder(_folder);
        _manifest.Guard.Watch(_folder);
        new LogFolderCheck(_folder, _manifest).Run();
        _groups = new GroupOffsets(_folder, _manifest);
        TryMark([]);
        if (folder.OpenToOthers is { } reason)
        {
            FolderOpenToOthers(reason);
        }

        _timers = [Every(options.CheckEvery, LookForLoss), Every(options.MarkEvery, MarkOpen)];
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

        foreach (var timer in _timers)
        {
            await timer.DisposeAsync();
        }

        foreach (var topic in topics)
        {
            await topic.DisposeAsync();
        }

        await _groups.DrainAsync();
        TryMark(topics);
        _manifest.Guard.Forget(_folder);
    }

    private TopicLog Opened(string topic, int? create = null)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_manifest.Guard.Lost is { } lost)
            {
                throw new EventLogException(lost);
            }

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
            var contents = _manifest.Contents.Topics.GetValueOrDefault(topic)
                ?? Create(topic, create ?? throw new EventLogException($"topic {topic} does not exist"));
            if (contents.Until == 0 && !TopicFile.Exists(folder))
            {
                TopicFile.Write(folder, contents.Topic);
            }

            return TopicLog.Open(folder, contents.Topic, _manifest, _options, _time, _logger);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EventLogException($"topic {topic} in {folder} cannot be opened: {e.Message}", e);
        }
    }

    // The manifest comes first: a topic that it does not name would be refused at the next start.
    private TopicContents Create(string topic, int partitions)
    {
        var stored = new StoredTopic(new TopicDescription(topic, partitions, NewEpoch()), _options.PageSizeBits, _options.SegmentSizeBits);
        var contents = new TopicContents(stored, Begin: 0, Until: 0);
        _manifest.Update(known => known.With(contents));
        return contents;
    }

    private ITimer Every(TimeSpan interval, Action act) => _time.CreateTimer(_ => act(), null, interval, interval);

    private void LookForLoss()
    {
        if (_manifest.Guard.NoticesLoss())
        {
            FilesLost(_manifest.Guard.Lost!);
        }
    }

    private void MarkOpen()
    {
        TopicLog[] topics;
        lock (_gate)
        {
            topics = [.. _topics.Values];
        }

        TryMark(topics);
    }

    private void TryMark(TopicLog[] topics)
    {
        try
        {
            Mark(topics);
            _isMarkFailing = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The positions written before still hold. A full disk is told once.
            if (!_isMarkFailing)
            {
                _isMarkFailing = true;
                PositionsNotStored(e.Message);
            }
        }
    }

    /// <summary>Writes down how far the log has come. What a topic's first append notes is left to it.</summary>
    private void Mark(TopicLog[] topics) => _manifest.Update(contents =>
    {
        foreach (var topic in topics)
        {
            var known = contents.Topics[topic.Description.Name];
            contents = known.Until == 0 ? contents : contents.With(known with { Until = topic.DurableUntil });
        }

        return contents with { Groups = _groups.Sequence };
    });

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
