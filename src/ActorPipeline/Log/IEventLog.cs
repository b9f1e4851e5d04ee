namespace ActorPipeline.Log;

/// <summary>A durable, partitioned, append-only log of records: the seam that the embedded log and Kafka implement.</summary>
/// <remarks>All members may be called concurrently. A missing or failing server throws <see cref="EventLogException"/>.</remarks>
public interface IEventLog : IAsyncDisposable
{
    /// <summary>Creates a topic, or checks that an existing one has the wanted partitions. Returns it as it is.</summary>
    /// <exception cref="TopicMismatchException">The topic exists with another number of partitions.</exception>
    ValueTask<TopicDescription> EnsureTopicAsync(string topic, int partitions, CancellationToken cancellationToken);

    /// <summary>Checks that a topic in use is there and has the wanted partitions. Creates nothing: whoever deleted it may want it otherwise.</summary>
    /// <returns>The topic as it is now: another one than before when it was created again.</returns>
    /// <exception cref="TopicMismatchException">The topic has another number of partitions.</exception>
    /// <exception cref="EventLogException">There is no such topic.</exception>
    ValueTask<TopicDescription> FindTopicAsync(string topic, int partitions, CancellationToken cancellationToken);

    /// <summary>Opens a gapless writer: what one writer appends to a partition stands in the log in that order, without a hole.</summary>
    ValueTask<ILogWriter> OpenWriterAsync(string topic, CancellationToken cancellationToken);

    /// <summary>Opens a reader of one partition.</summary>
    /// <param name="from">Offset of the first record wanted; the log's end waits for what comes.</param>
    /// <exception cref="OffsetOutOfRangeException"><paramref name="from"/> is below the log's start or above its end.</exception>
    ValueTask<ILogReader> OpenReaderAsync(TopicPartition partition, long from, CancellationToken cancellationToken);

    /// <summary>The offsets a partition holds now.</summary>
    ValueTask<OffsetRange> RangeAsync(TopicPartition partition, CancellationToken cancellationToken);

    /// <summary>Records how far a group has come: offset and metadata together or not at all. A crash may lose a commit, an older one then stands.</summary>
    ValueTask CommitAsync(string group, TopicPartition partition, GroupCommit commit, CancellationToken cancellationToken);

    /// <summary>How far a group has come: its last commit, or null when it never committed.</summary>
    ValueTask<GroupCommit?> CommittedAsync(string group, TopicPartition partition, CancellationToken cancellationToken);

    /// <summary>Allows the log to drop records below an offset, which nobody needs any more. It may keep more.</summary>
    ValueTask TrimAsync(TopicPartition partition, long before, CancellationToken cancellationToken);
}

/// <summary>Appends records to one topic. All members may be called concurrently.</summary>
public interface ILogWriter : IAsyncDisposable
{
    /// <summary>Appends records to a partition, in order and all or nothing per call.</summary>
    /// <param name="records">The records; the memory must stay untouched until the call completes.</param>
    /// <param name="cancellationToken">Ends the wait, not the append: its outcome is then unknown.</param>
    /// <returns>The first record's offset, once all are durable. The order of calls is the order in the partition, completed or not.</returns>
    /// <exception cref="LogWriterFailedException">An append failed. The writer refuses every later one, so that no hole can arise; open another.</exception>
    ValueTask<long> AppendAsync(int partition, ReadOnlyMemory<NewRecord> records, CancellationToken cancellationToken);
}

/// <summary>Reads one partition in order. One caller at a time.</summary>
public interface ILogReader : IAsyncDisposable
{
    /// <summary>Reads what is there, waiting for at least one record, or until it turns out that what is there holds none: the batch is then empty,
    /// and says where it goes on.</summary>
    /// <param name="maxBytes">About how many bytes of values to return at the most; one record is always returned.</param>
    /// <returns>A batch owned by the reader: its memory is valid until the next call or until the reader is disposed of.</returns>
    ValueTask<LogBatch> ReadAsync(int maxBytes, CancellationToken cancellationToken);
}
