using System.Runtime.CompilerServices;
using ActorPipeline.Cql;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Types;
using ActorPipeline.Storage;

namespace ActorPipeline.Cassandra.Store;

/// <summary>The session as the store uses it: statements of one keyspace, and failures that say what failed there. Thread-safe.</summary>
internal sealed class StoreClient(CqlSession session, string keyspace)
{
    /// <summary>For what may be done twice: rows, chunks, definitions of tables.</summary>
    public static CqlStatementOptions Idempotent { get; } = new() { Consistency = CqlConsistency.LocalQuorum, IsIdempotent = true };

    /// <summary>For what is compared and set: over all data centres, so that there is one truth.</summary>
    public static CqlStatementOptions CompareAndSet { get; } = new() { Consistency = CqlConsistency.Quorum, SerialConsistency = CqlConsistency.Serial };

    /// <summary>For reading what is compared and set: settles what is under way.</summary>
    public static CqlStatementOptions ReadSettled { get; } = new() { Consistency = CqlConsistency.Serial };

    public static CqlStatementOptions Read { get; } = new() { Consistency = CqlConsistency.LocalQuorum };

    public CqlSession Session => session;

    public string Keyspace => keyspace;

    public ValueTask<CqlResult> ExecuteAsync(string what, string cql, CqlStatementOptions options, CancellationToken cancellationToken) =>
        GuardAsync(what, session.ExecuteAsync(cql, options, cancellationToken));

    /// <summary>Prepares a statement and runs it with values.</summary>
    /// <param name="what">What for: begins the message of a failure.</param>
    /// <exception cref="UnknownOutcomeException">A write may or may not have happened.</exception>
    /// <exception cref="ViewStoreException">It failed.</exception>
    public async ValueTask<CqlResult> ExecuteAsync(
        string what, string cql, object[] values, CqlStatementOptions options, CancellationToken cancellationToken)
    {
        // Not disposed: when the wait is cancelled the statement may be under way still, and its memory in use.
        var bound = await GuardAsync(what, BindAsync(cql, values, options, cancellationToken)).ConfigureAwait(false);
        return await GuardAsync(what, session.ExecuteAsync(bound, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Has a statement prepared before it is needed.</summary>
    /// <inheritdoc cref="ExecuteAsync(string, string, object[], CqlStatementOptions, CancellationToken)"/>
    public async ValueTask PrepareAsync(string what, string cql, CancellationToken cancellationToken) =>
        await GuardAsync(what, new ValueTask<PreparedStatement>(session.PrepareAsync(cql, options: null, cancellationToken))).ConfigureAwait(false);

    public async IAsyncEnumerable<CqlRow> QueryAsync(
        string what, string cql, object[] values, CqlStatementOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var bound = await GuardAsync(what, BindAsync(cql, values, options, cancellationToken)).ConfigureAwait(false);
        await using var pages = session.QueryPagesAsync(bound, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await GuardAsync(what, pages.MoveNextAsync()).ConfigureAwait(false))
        {
            foreach (var row in pages.Current.Rows)
            {
                yield return row;
            }
        }
    }

    /// <exception cref="CqlException">It cannot be prepared.</exception>
    public async ValueTask<BoundStatement> BindAsync(string cql, object[] values, CqlStatementOptions options, CancellationToken cancellationToken)
    {
        var bound = (await session.PrepareAsync(cql, options, cancellationToken).ConfigureAwait(false)).Bind(options);
        Array.ForEach(values, bound.Values.AddValue);
        return bound;
    }

    public ViewStoreException Failure(string what, CqlException cause) => cause switch
    {
        CqlUnknownOutcomeException =>
            new UnknownOutcomeException($"Cassandra keyspace {keyspace}: {what} may or may not have happened: {cause.Message}", cause),

        // The store's statements are its own: one that is not valid means that what they name is not there.
        CqlServerException { Code: CqlErrorCode.Invalid } => new ViewStoreException(
            $"Cassandra keyspace {keyspace} or a table in it is gone or not as this program made it: {what} failed: {cause.Message}", cause),
        _ => new ViewStoreException($"Cassandra keyspace {keyspace}: {what} failed: {cause.Message}", cause),
    };

    private async ValueTask<T> GuardAsync<T>(string what, ValueTask<T> work)
    {
        try
        {
            return await work.ConfigureAwait(false);
        }
        catch (CqlException e)
        {
            throw Failure(what, e);
        }
    }
}
