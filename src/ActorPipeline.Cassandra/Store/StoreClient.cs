using System.Runtime.CompilerServices;
using ActorPipeline.Cql;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Types;
using ActorPipeline.Storage;

namespace ActorPipeline.Cassandra.Store;

/// <summary>The session as the store uses it: statements of one keyspace, and failures that say what failed there. Thread-safe.</summary>
/// <param name="session">The session; the store's.</param>
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

    public async ValueTask<CqlResult> ExecuteAsync(string what, string cql, CqlStatementOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await session.ExecuteAsync(cql, options, cancellationToken).ConfigureAwait(false);
        }
        catch (CqlException e)
        {
            throw Failure(what, e);
        }
    }

    /// <summary>Prepares a statement of values and runs it.</summary>
    /// <param name="what">What for: begins the message of a failure.</param>
    /// <exception cref="UnknownOutcomeException">A write may or may not have happened.</exception>
    /// <exception cref="ViewStoreException">It failed.</exception>
    public async ValueTask<CqlResult> ExecuteAsync(
        string what, string cql, Action<BoundValues> bind, CqlStatementOptions options, CancellationToken cancellationToken)
    {
        try
        {
            // Not disposed: when the wait is cancelled the statement may be under way still, and its memory in use.
            var bound = await BindAsync(cql, bind, options, cancellationToken).ConfigureAwait(false);
            return await session.ExecuteAsync(bound, cancellationToken).ConfigureAwait(false);
        }
        catch (CqlException e)
        {
            throw Failure(what, e);
        }
    }

    public async IAsyncEnumerable<CqlRow> QueryAsync(
        string what, string cql, Action<BoundValues> bind, CqlStatementOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var pages = PagesAsync(cql, bind, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(what, pages).ConfigureAwait(false))
        {
            foreach (var row in pages.Current.Rows)
            {
                yield return row;
            }
        }
    }

    public ViewStoreException Failure(string what, CqlException cause) => cause switch
    {
        CqlUnknownOutcomeException => new UnknownOutcomeException($"Cassandra keyspace {keyspace}: {what} may or may not have happened: {cause.Message}", cause),

        // The store's statements are its own: one that is not valid means that what they name is not there.
        CqlServerException { Code: CqlErrorCode.Invalid } =>
            new ViewStoreException($"Cassandra keyspace {keyspace} or a table in it is gone or not as this program made it: {what} failed: {cause.Message}", cause),
        _ => new ViewStoreException($"Cassandra keyspace {keyspace}: {what} failed: {cause.Message}", cause),
    };

    private async IAsyncEnumerable<CqlResult> PagesAsync(
        string cql, Action<BoundValues> bind, CqlStatementOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var bound = await BindAsync(cql, bind, options, cancellationToken).ConfigureAwait(false);
        await foreach (var page in session.QueryPagesAsync(bound, cancellationToken).ConfigureAwait(false))
        {
            yield return page;
        }
    }

    private async ValueTask<bool> NextAsync(string what, IAsyncEnumerator<CqlResult> pages)
    {
        try
        {
            return await pages.MoveNextAsync().ConfigureAwait(false);
        }
        catch (CqlException e)
        {
            throw Failure(what, e);
        }
    }

    private async ValueTask<BoundStatement> BindAsync(string cql, Action<BoundValues> bind, CqlStatementOptions options, CancellationToken cancellationToken)
    {
        var bound = (await session.PrepareAsync(cql, options, cancellationToken).ConfigureAwait(false)).Bind(options);
        bind(bound.Values);
        return bound;
    }
}
