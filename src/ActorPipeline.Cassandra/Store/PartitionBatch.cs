using ActorPipeline.Cassandra.Cql;

namespace ActorPipeline.Cassandra.Store;

/// <summary>Gathers statements of one partition, which is one write to a server, up to what servers take without a warning. One thread.</summary>
/// <param name="pending">Where they go.</param>
/// <param name="timestampUs">Their write time.</param>
internal sealed class PartitionBatch(PendingWrites pending, long timestampUs)
{
    // Servers warn of batches above 5 KB; what is added may go over by one statement.
    internal const int FullBytes = 4_096;
    private readonly List<BoundStatement> _statements = [];
    private int _bytes;

    /// <summary>Adds a statement, and sends what was gathered when that is enough.</summary>
    public ValueTask AddAsync(BoundStatement statement, CancellationToken cancellationToken)
    {
        _statements.Add(statement);
        _bytes += statement.Values.Encoded.Length;
        return _bytes >= FullBytes ? SendAsync(cancellationToken) : ValueTask.CompletedTask;
    }

    /// <summary>Sends what was gathered.</summary>
    public async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        if (_statements.Count == 0)
        {
            return;
        }

        var statements = _statements.ToArray();
        _statements.Clear();
        _bytes = 0;
        await pending.AddAsync(statements, timestampUs, cancellationToken).ConfigureAwait(false);
    }
}
