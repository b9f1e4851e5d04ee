using System.Buffers;
using System.Threading.Channels;
using ActorPipeline.Embedded.Contents;
using ActorPipeline.Log;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Embedded.Log;

/// <summary>One topic: a FasterLog written by one loop, and an index per partition that readers go by.</summary>
internal sealed partial class TopicLog(
    string folder, StoredTopic stored, FolderManifest manifest, EmbeddedLogOptions options, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly EmbeddedLogOptions _options = options with { PageSizeBits = stored.PageSizeBits, SegmentSizeBits = stored.SegmentSizeBits };
    private readonly PartitionIndex[] _partitions =
        [.. Enumerable.Range(0, stored.Description.Partitions).Select(_ => new PartitionIndex(options.IndexEntriesPerPartition))];

    // Bounded by its capacity of small requests (the records stay the callers'); a full queue makes callers wait, in order.
    private readonly Channel<LogRequest> _queue =
        Channel.CreateBounded<LogRequest>(new BoundedChannelOptions(options.QueuedAppends) { SingleReader = true });

    private readonly CancellationTokenSource _closing = new();
    private readonly long[] _trimmed = new long[stored.Description.Partitions];
    private OpenLog? _log;
    private Task _loop = Task.CompletedTask;
    private long _indexedUntil;
    private long _indexStoredAt;

    internal TopicDescription Description { get; } = stored.Description;

    internal SegmentFiles Files { get; } = new(folder, stored.SegmentSizeBits, manifest.Guard);

    internal LogLayout Layout { get; } = new(stored.PageSizeBits);

    /// <summary>The address up to which everything is durable and can be read.</summary>
    internal long DurableUntil => Volatile.Read(ref _indexedUntil);

    internal static TopicLog Open(
        string folder, StoredTopic stored, FolderManifest manifest, EmbeddedLogOptions options, TimeProvider time, ILogger logger)
    {
        var topic = new TopicLog(folder, stored, manifest, options, time, logger);
        try
        {
            if (manifest.Contents.Topics[stored.Description.Name].Until == 0)
            {
                CommitFile.LayOut(topic.Files);
            }

            topic._log = topic.OpenFasterLog();
            topic.Recover(topic._log);
        }
        catch
        {
            topic._log?.Dispose();
            topic.Files.Dispose();
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

        Files.Dispose();
        _closing.Dispose();
    }

    private OpenLog OpenFasterLog() => new(Files, _options);

    /// <summary>Brings the index up to the log's last commit, from the stored index and a scan of what came after.</summary>
    private void Recover(OpenLog log)
    {
        var until = log.CommittedUntil;
        var from = IndexFile.TryRead(folder, Description.Epoch, until, _partitions) ?? log.Begin;
        Files.RemoveBelow(Files.SegmentOf(log.Begin));
        Array.ForEach(_partitions, partition => partition.DropBelow(log.Begin));
        IndexFrom(Math.Max(from, log.Begin), until);
    }

    private void IndexFrom(long from, long until)
    {
        // The parts of the append that each partition is in: one without its last part never happened.
        var appends = _partitions.Select(_ => new List<EntryRef>()).ToArray();
        var buffer = ArrayPool<byte>.Shared.Rent(Layout.PageSize);
        try
        {
            LogScanner.Scan(Files, Layout, from, until, (head, address) =>
            {
                CheckIntact(address, buffer.AsSpan(0, head.Length));
                Index(head, address, appends[head.Partition]);
                return true;
            });
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        Volatile.Write(ref _indexedUntil, until);
    }

    // What the index says of an entry is believed until its records are read: none of it may come from damage.
    private void CheckIntact(long address, Span<byte> entry)
    {
        Files.Read(address + LogLayout.FasterHeaderSize, entry);
        if (!EntryHead.IsIntact(entry))
        {
            throw LogScanner.Damaged(Files, address, "the checksum is wrong");
        }
    }

    private void Index(EntryHead head, long address, List<EntryRef> parts)
    {
        if (head.Part.HasFlag(EntryPart.First))
        {
            parts.Clear();
        }

        parts.Add(new EntryRef(head.BaseOffset, address, head.Count, head.Length));
        if (head.Part.HasFlag(EntryPart.Last))
        {
            parts.ForEach(_partitions[head.Partition].Publish);
            parts.Clear();
        }
    }

    private void StoreIndex(OpenLog log)
    {
        try
        {
            manifest.Guard.Demand(CommitFile.PathIn(folder));
            IndexFile.Write(folder, Description.Epoch, _indexedUntil, _partitions);
            _indexStoredAt = log.CommittedUntil;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            IndexNotStored(Description.Name, e.Message);
        }
    }
}
