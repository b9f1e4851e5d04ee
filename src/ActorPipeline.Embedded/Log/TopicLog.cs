using System.Threading.Channels;
using ActorPipeline.Log;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Embedded.Log;

/// <summary>One topic: a FasterLog written by one loop, and an index per partition that readers go by.</summary>
internal sealed partial class TopicLog : IAsyncDisposable
{
    private readonly string _folder;
    private readonly EmbeddedLogOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SegmentFiles _files;
    private readonly PartitionIndex[] _partitions;
    private readonly Channel<LogRequest> _queue;
    private readonly CancellationTokenSource _closing = new();
    private readonly long[] _trimmed;
    private OpenLog? _log;
    private Task _loop = Task.CompletedTask;

    private TopicLog(string folder, StoredTopic stored, EmbeddedLogOptions options, TimeProvider time, ILogger logger)
    {
        _folder = folder;
        Description = stored.Description;
        _options = options with { PageSizeBits = stored.PageSizeBits, SegmentSizeBits = stored.SegmentSizeBits };
        _time = time;
        _logger = logger;
        _files = new SegmentFiles(folder, stored.SegmentSizeBits);
        Layout = new LogLayout(stored.PageSizeBits);
        _partitions = [.. Enumerable.Range(0, stored.Description.Partitions).Select(_ => new PartitionIndex(options.IndexEntriesPerPartition))];
        _trimmed = new long[stored.Description.Partitions];

        // Bounded by its capacity of small requests (the records stay the callers'); a full queue makes callers wait, in order.
        _queue = Channel.CreateBounded<LogRequest>(new BoundedChannelOptions(options.QueuedAppends) { SingleReader = true });
    }

    internal TopicDescription Description { get; }

    internal SegmentFiles Files => _files;

    internal LogLayout Layout { get; }

    /// <summary>Opens a topic's files and starts its loop.</summary>
    internal static TopicLog Open(string folder, StoredTopic stored, EmbeddedLogOptions options, TimeProvider time, ILogger logger)
    {
        var topic = new TopicLog(folder, stored, options, time, logger);
        try
        {
            topic._log = topic.OpenFasterLog();
            topic.Recover(topic._log);
        }
        catch
        {
            topic._log?.Dispose();
            topic._files.Dispose();
            throw;
        }

        // The loop runs on the thread pool whatever scheduler the caller is on.
        topic._loop = Task.Run(topic.RunAsync);
        return topic;
    }

    internal PartitionIndex Partition(int partition) => partition >= 0 && partition < _partitions.Length
        ? _partitions[partition]
        : throw new EventLogException($"topic {Description.Name} has partitions 0 to {_partitions.Length - 1}, asked for {partition}");

    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
        {
            return;
        }

        await _closing.CancelAsync();
        await _loop;
        await _reopening;
        var closed = new EventLogException($"topic {Description.Name} is closed");
        Array.ForEach(_partitions, partition => partition.Close(closed));
        if (_log is { } log)
        {
            StoreIndex(log);
            log.Dispose();
        }

        _files.Dispose();
        _closing.Dispose();
    }

    private OpenLog OpenFasterLog() => new(_files, _options);

    /// <summary>Brings the index up to the log's last commit, from the stored index and a scan of what came after.</summary>
    private void Recover(OpenLog log)
    {
        var until = log.CommittedUntil;
        var from = IndexFile.TryRead(_folder, Description.Epoch, until, _partitions) ?? log.Begin;
        _files.RemoveBelow(_files.SegmentOf(log.Begin));
        Array.ForEach(_partitions, partition => partition.DropBelow(log.Begin));
        IndexFrom(Math.Max(from, log.Begin), until);
    }

    private void IndexFrom(long from, long until)
    {
        var assemblers = _partitions.Select((_, partition) => new AppendAssembler(partition)).ToArray();
        LogScanner.Scan(_files, Layout, from, until, (head, address) =>
        {
            assemblers[head.Partition].Add(head, address, (partition, entry) => _partitions[partition].Publish(entry));
            return true;
        });
        _indexedUntil = until;
    }

    private void StoreIndex(OpenLog log)
    {
        try
        {
            IndexFile.Write(_folder, Description.Epoch, _indexedUntil, _partitions);
            _indexStoredAt = log.CommittedUntil;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            IndexNotStored(Description.Name, e.Message);
        }
    }

    private long _indexedUntil;
    private long _indexStoredAt;
}
