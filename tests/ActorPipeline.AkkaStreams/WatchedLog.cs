using System.Collections.Concurrent;
using ActorPipeline.Log;

namespace ActorPipeline.AkkaStreams.Tests;

/// <summary>A log that counts what is done with another one, and holds it up or lets it fail as the test says. Thread-safe.</summary>
internal sealed class WatchedLog(IEventLog log) : IEventLog
{
    private int _openReaders;
    private int _openWriters;
    private int _reads;
    private int _appends;

    /// <summary>Readers opened and not disposed of.</summary>
    public int OpenReaders => Volatile.Read(ref _openReaders);

    /// <summary>Writers opened and not disposed of.</summary>
    public int OpenWriters => Volatile.Read(ref _openWriters);

    /// <summary>Reads begun.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Appends begun.</summary>
    public int Appends => Volatile.Read(ref _appends);

    /// <summary>What broke the contract: a reader used by two callers, or disposed of while it reads.</summary>
    public ConcurrentQueue<string> Violations { get; } = [];

    /// <summary>Every commit, in the order they took effect.</summary>
    public ConcurrentQueue<(string Group, TopicPartition Partition, GroupCommit Commit)> Commits { get; } = [];

    /// <summary>Called with the number of a read, from 1, before it begins.</summary>
    public Func<int, Task> BeforeRead { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called with the number of an append, from 1, before it begins, and after the order of appends is fixed.</summary>
    public Func<int, Task> BeforeAppend { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called before a commit.</summary>
    public Func<GroupCommit, Task> BeforeCommit { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called after a commit has taken effect.</summary>
    public Action Committed { get; set; } = () => { };

    /// <summary>Why readers cannot be disposed of; null when they can.</summary>
    public Exception? CloseFailure { get; set; }

    /// <summary>Completes when a writer has been disposed of.</summary>
    public TaskCompletionSource WriterClosed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask<TopicDescription> EnsureTopicAsync(string topic, int partitions, CancellationToken cancellationToken) =>
        log.EnsureTopicAsync(topic, partitions, cancellationToken);

    public ValueTask<TopicDescription> FindTopicAsync(string topic, int partitions, CancellationToken cancellationToken) =>
        log.FindTopicAsync(topic, partitions, cancellationToken);

    public async ValueTask<ILogWriter> OpenWriterAsync(string topic, CancellationToken cancellationToken)
    {
        var writer = await log.OpenWriterAsync(topic, cancellationToken);
        Interlocked.Increment(ref _openWriters);
        return new Writer(this, writer);
    }

    public async ValueTask<ILogReader> OpenReaderAsync(TopicPartition partition, long from, CancellationToken cancellationToken)
    {
        var reader = await log.OpenReaderAsync(partition, from, cancellationToken);
        Interlocked.Increment(ref _openReaders);
        return new Reader(this, reader);
    }

    public ValueTask<OffsetRange> RangeAsync(TopicPartition partition, CancellationToken cancellationToken) => log.RangeAsync(partition, cancellationToken);

    public async ValueTask CommitAsync(string group, TopicPartition partition, GroupCommit commit, CancellationToken cancellationToken)
    {
        await BeforeCommit(commit).WaitAsync(cancellationToken);
        await log.CommitAsync(group, partition, commit, cancellationToken);
        Commits.Enqueue((group, partition, commit));
        Committed();
    }

    public ValueTask<GroupCommit?> CommittedAsync(string group, TopicPartition partition, CancellationToken cancellationToken) =>
        log.CommittedAsync(group, partition, cancellationToken);

    public ValueTask TrimAsync(TopicPartition partition, long before, CancellationToken cancellationToken) => log.TrimAsync(partition, before, cancellationToken);

    public ValueTask DisposeAsync() => log.DisposeAsync();

    private sealed class Reader(WatchedLog log, ILogReader reader) : ILogReader
    {
        private int _callers;

        public async ValueTask<LogBatch> ReadAsync(int maxBytes, CancellationToken cancellationToken)
        {
            var number = Interlocked.Increment(ref log._reads);
            Enter("read by two callers");
            try
            {
                await log.BeforeRead(number).WaitAsync(cancellationToken);
                return await reader.ReadAsync(maxBytes, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref _callers);
            }
        }

        public async ValueTask DisposeAsync()
        {
            Enter("disposed of while it reads, or twice");
            await reader.DisposeAsync();
            Interlocked.Decrement(ref log._openReaders);
            if (log.CloseFailure is { } failure)
            {
                throw failure;
            }
        }

        private void Enter(string violation)
        {
            if (Interlocked.Increment(ref _callers) != 1)
            {
                log.Violations.Enqueue(violation);
            }
        }
    }

    private sealed class Writer(WatchedLog log, ILogWriter writer) : ILogWriter
    {
        public async ValueTask<long> AppendAsync(int partition, ReadOnlyMemory<NewRecord> records, CancellationToken cancellationToken)
        {
            var number = Interlocked.Increment(ref log._appends);
            var append = writer.AppendAsync(partition, records, cancellationToken);
            await log.BeforeAppend(number);
            return await append;
        }

        public async ValueTask DisposeAsync()
        {
            await writer.DisposeAsync();
            Interlocked.Decrement(ref log._openWriters);
            log.WriterClosed.TrySetResult();
        }
    }
}
