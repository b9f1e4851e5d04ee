using System.Collections.Concurrent;
using ActorPipeline.Log;

namespace ActorPipeline.Running;

/// <summary>Stores every event of a bulk load once, over retries of the client and restarts of the node. Safe to use from any thread.</summary>
/// <remarks>An event's partition follows from its index, and each record says in a header which event of which load it is: so what is stored of a load can
/// be read back from the topic itself.</remarks>
internal sealed class LoadLedger(PipelineContext context, SourceAppender appender) : IDisposable
{
    private const int RunLength = 512;

    // Bounds what abandoned loads hold: the ones used least recently go, and their clients resume.
    private const int MaxLoads = 64;

    private readonly ConcurrentDictionary<string, Load> _loads = [];
    private readonly SemaphoreSlim _resuming = new(1);

    public async ValueTask<LoadProgress> ResumeAsync(string loadId, IReadOnlyList<long>? from, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(loadId.Length, 64);
        await _resuming.WaitAsync(cancellationToken);
        try
        {
            return await ResumeInTurnAsync(loadId, from, cancellationToken);
        }
        finally
        {
            _resuming.Release();
        }
    }

    public void Dispose() => _resuming.Dispose();

    private async Task<LoadProgress> ResumeInTurnAsync(string loadId, IReadOnlyList<long>? from, CancellationToken cancellationToken)
    {
        if (_loads.TryRemove(loadId, out var underWay))
        {
            // What it is appending now must be there before it is read back; who waits for it after that finds that it is no longer known.
            await underWay.Turn.WaitAsync(cancellationToken);
            underWay.Turn.Release();
        }

        var load = new Load(context.Source.Partitions) { UsedAt = context.NowMs, Writer = await appender.WriterAsync(cancellationToken) };
        var partitions = Enumerable.Range(0, context.Source.Partitions).Select(partition => new TopicPartition(context.Source.Name, partition));
        var ranges = await Task.WhenAll(partitions.Select(partition => context.Log.RangeAsync(partition, cancellationToken).AsTask()));
        if (from is null)
        {
            from = [.. ranges.Select(range => range.End)];
        }
        else
        {
            for (var partition = 0; partition < ranges.Length; partition++)
            {
                await ReadBackAsync(loadId, partition, Math.Max(from[partition], ranges[partition].Start), ranges[partition].End, load, cancellationToken);
            }
        }

        Forget();
        _loads[loadId] = load;
        return new LoadProgress(loadId, from, load.NextIndex);
    }

    /// <summary>Appends a part of a load; what is stored of it already is left out.</summary>
    /// <exception cref="UnknownLoadException">The load must be resumed first.</exception>
    public async ValueTask AppendAsync(LoadPart part, CancellationToken cancellationToken)
    {
        if (!_loads.TryGetValue(part.LoadId, out var load))
        {
            throw new UnknownLoadException(part.LoadId);
        }

        await load.Turn.WaitAsync(cancellationToken);
        try
        {
            if (!_loads.TryGetValue(part.LoadId, out var known) || known != load)
            {
                throw new UnknownLoadException(part.LoadId);
            }

            load.UsedAt = context.NowMs;
            await AppendInTurnAsync(part, load);
        }
        catch (Exception failure) when (failure is not UnknownLoadException)
        {
            // What of it is stored is not known here: the client must look.
            _loads.TryRemove(part.LoadId, out _);
            throw;
        }
        finally
        {
            load.Turn.Release();
        }
    }

    // Not cancelled when the client goes: what a resumed load reads back must be all that there will ever be of it.
    private async Task AppendInTurnAsync(LoadPart part, Load load)
    {
        // One writer for all of it: after a failure nothing later may be stored, or a hole would look like what is stored; and another writer's topic may be
        // another one, which holds nothing of the load.
        var writer = await appender.WriterAsync(CancellationToken.None);
        if (writer != load.Writer)
        {
            _loads.TryRemove(part.LoadId, out _);
            throw new UnknownLoadException(part.LoadId);
        }

        var appends = new List<Task>();
        for (var at = 0; at < part.Records.Length;)
        {
            var index = part.FirstIndex + at;
            var count = (int)Math.Min(RunLength - (index % RunLength), part.Records.Length - at);
            var partition = PartitionOf(index, context.Source.Partitions);
            var stored = (int)Math.Clamp(load.Stored[partition] + 1 - index, 0, count);
            if (stored < count)
            {
                var records = Mark(part, at + stored, count - stored);
                load.Stored[partition] = index + count - 1;
                appends.Add(appender.AppendAsync(writer, partition, records, CancellationToken.None).AsTask());
            }

            at += count;
        }

        await Task.WhenAll(appends);
    }

    private static NewRecord[] Mark(LoadPart part, int start, int count)
    {
        var marked = new NewRecord[count];
        for (var i = 0; i < count; i++)
        {
            var index = part.FirstIndex + start + i;
            ref readonly var record = ref part.Records.Span[start + i];
            marked[i] = record with { Headers = LoadMark.Add(record.Headers, part.LoadId, index) };
        }

        return marked;
    }

    private async Task ReadBackAsync(string loadId, int partition, long from, long end, Load load, CancellationToken cancellationToken)
    {
        var mark = new LoadMark(loadId);
        await foreach (var batch in context.Log.ReadAsync(new TopicPartition(context.Source.Name, partition), from, end, cancellationToken))
        {
            foreach (ref readonly var record in batch.Records)
            {
                if (mark.TryFind(record.Headers, out var index))
                {
                    load.Stored[partition] = Math.Max(load.Stored[partition], index);
                }
            }
        }
    }

    private void Forget()
    {
        foreach (var (id, _) in _loads.OrderByDescending(load => load.Value.UsedAt).Skip(MaxLoads - 1))
        {
            _loads.TryRemove(id, out _);
        }
    }

    private static int PartitionOf(long index, int partitions) => (int)(index / RunLength % partitions);

    private sealed class Load(int partitions)
    {
        public SemaphoreSlim Turn { get; } = new(1);
        public long UsedAt { get; set; }

        /// <summary>What wrote, or could have written, what is known to be stored.</summary>
        public required ILogWriter Writer { get; init; }

        /// <summary>Per partition the largest index stored; -1 for none. What a partition stores of a load is gapless in the order of indexes.</summary>
        public long[] Stored { get; } = [.. Enumerable.Repeat(-1L, partitions)];

        public long NextIndex => Enumerable.Range(0, Stored.Length).Min(NextOf);

        private long NextOf(int partition)
        {
            var next = Stored[partition] + 1;
            while (PartitionOf(next, Stored.Length) != partition)
            {
                next = ((next / RunLength) + 1) * RunLength;
            }

            return next;
        }
    }
}
