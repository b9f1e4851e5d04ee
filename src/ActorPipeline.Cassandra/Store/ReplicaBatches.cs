using ActorPipeline.Cql;

namespace ActorPipeline.Cassandra.Store;

/// <summary>Gathers statements into batches up to what servers take without a warning: those of one partition, and small partitions of the same node. One
/// thread.</summary>
/// <remarks>Partitions of one node are still a write each there, but they share a request, which costs a server as much as a small write. Nothing relies on a
/// batch being atomic: what fails is written again whole.</remarks>
internal sealed class ReplicaBatches(CqlSession session, PendingWrites pending, long timestampUs)
{
    // Servers warn of batches above 5 KB and refuse those above 50 KB, by their own count, which is a little higher. A statement that is larger goes alone, and
    // is no batch then.
    internal const int FullBytes = 4_096;

    // Servers warn of unlogged batches of more partitions (unlogged_batch_across_partitions_warn_threshold).
    internal const int MostPartitions = 10;

    private readonly Dictionary<Guid, Gathered> _nodes = [];
    private readonly Gathered _elsewhere = new();
    private Gathered? _current;

    /// <summary>Adds a statement; first sends what was gathered when the two are too much.</summary>
    /// <param name="isNewPartition">False when it is of the same partition as the one before.</param>
    /// <param name="cancellationToken">Ends the wait for room.</param>
    public async ValueTask AddAsync(BoundStatement statement, bool isNewPartition, CancellationToken cancellationToken)
    {
        var isOther = isNewPartition || _current is null;
        var current = isOther ? Of(session.FindReplica(statement)) : _current!;
        _current = current;
        if (current.Bytes + statement.Values.EncodedLength > FullBytes || (isOther && current.Partitions == MostPartitions))
        {
            await SendAsync(current, cancellationToken).ConfigureAwait(false);
        }

        current.Add(statement, isOther);
    }

    public async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        foreach (var gathered in _nodes.Values)
        {
            await SendAsync(gathered, cancellationToken).ConfigureAwait(false);
        }

        await SendAsync(_elsewhere, cancellationToken).ConfigureAwait(false);
    }

    private Gathered Of(Guid? replica)
    {
        if (replica is not { } node)
        {
            return _elsewhere;
        }

        if (!_nodes.TryGetValue(node, out var gathered))
        {
            _nodes[node] = gathered = new Gathered();
        }

        return gathered;
    }

    private ValueTask SendAsync(Gathered gathered, CancellationToken cancellationToken)
    {
        if (gathered.Statements.Count == 0)
        {
            return ValueTask.CompletedTask;
        }

        var statements = gathered.Statements.ToArray();
        gathered.Clear();
        return pending.AddAsync(statements, timestampUs, cancellationToken);
    }

    private sealed class Gathered
    {
        public List<BoundStatement> Statements { get; } = [];
        public int Bytes { get; private set; }
        public int Partitions { get; private set; }

        // A partition that goes on after its beginning was sent counts again.
        public void Add(BoundStatement statement, bool isNewPartition)
        {
            Partitions += isNewPartition || Statements.Count == 0 ? 1 : 0;
            Statements.Add(statement);
            Bytes += statement.Values.EncodedLength;
        }

        public void Clear()
        {
            Statements.Clear();
            (Bytes, Partitions) = (0, 0);
        }
    }
}
