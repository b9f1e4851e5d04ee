using System.Runtime.CompilerServices;
using ActorPipeline.Cql.Cluster;
using ActorPipeline.Cql.Connections;
using ActorPipeline.Cql.Messages;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Routing;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql;

/// <summary>
/// Takes a request to a node that answers it. The nodes are tried in the order of a <see cref="QueryPlan{TNode}"/>; <see cref="RetryState"/> says what follows
/// a failure; a request that finds every node full waits for room. Thread-safe.
/// </summary>
/// <param name="random">Draws jitter; locked by its users.</param>
internal sealed class RequestRunner(ClusterState cluster, CqlSessionOptions options, Random random)
{
    // A window is halved once for all requests of one burst.
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(100);
    private uint _turn;

    /// <summary>Runs a request. The answer is not an error, and the caller's to return.</summary>
    /// <exception cref="CqlException">No node took it or answered it as it should be; see <see cref="CqlSession"/>.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(CqlFrame Frame, ClusterNode Node)> RunAsync<TRequest>(TRequest request, RequestTraits traits, CancellationToken cancellationToken)
        where TRequest : IRequest
    {
        var turn = Interlocked.Increment(ref _turn);
        var plan = cluster.Model.Plan(traits.Keyspace, traits.Token, turn);
        RetryState? failures = null;
        ClusterNode? again = null;
        ClusterNode? full = null;
        var isSent = false;
        while (true)
        {
            var node = again ?? plan.Next();
            again = null;
            if (node is null)
            {
                try
                {
                    await NextRoundAsync(full, isSent, failures, traits.Timeout, cancellationToken).ConfigureAwait(false);
                }
                catch (CqlBusyException e) when (failures is not null)
                {
                    throw failures.Final(e);
                }

                plan = cluster.Model.Plan(traits.Keyspace, traits.Token, turn);
                full = null;
                isSent = false;
                continue;
            }

            var result = node.Pool!.TrySend(request, traits.Timeout, out var answer, cancellationToken);
            if (result != SendResult.Sent)
            {
                full ??= result == SendResult.Full ? node : null;
                continue;
            }

            isSent = true;
            CqlException failure;
            try
            {
                var frame = await answer.ConfigureAwait(false);
                if (frame.Header.Opcode != Opcode.Error)
                {
                    node.Pool.Window.Answered();
                    return (frame, node);
                }

                failure = ReadError(frame, node.Description.Endpoint);
            }
            catch (CqlException e) when (e is CqlTimeoutException or CqlConnectionLostException)
            {
                failure = e;
            }

            failures ??= new RetryState(traits, options.MaxRetries);
            again = await RecoverAsync(node, failures, failure, traits, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>All nodes were tried: waits for room where there was none, begins again where a node answered, and gives up where none can be asked.</summary>
    private ValueTask NextRoundAsync(ClusterNode? full, bool isSent, RetryState? failures, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (full is not null)
        {
            return new ValueTask(full.Pool!.WaitForRoomAsync(timeout, cancellationToken));
        }

        return isSent ? ValueTask.CompletedTask : throw (failures?.Final() ?? NoNode());
    }

    /// <summary>Does what a failure asks for before the next try.</summary>
    /// <returns>The node to ask again; null for the next of the plan.</returns>
    private async ValueTask<ClusterNode?> RecoverAsync(
        ClusterNode node, RetryState failures, CqlException failure, RequestTraits traits, CancellationToken cancellationToken)
    {
        if (failure is CqlTimeoutException or CqlServerException { Code: CqlErrorCode.Overloaded })
        {
            node.Pool!.Window.Overloaded(options.Time.GetTimestamp(), options.Time, Burst);
        }

        switch (failures.Add(failure))
        {
            case RetryStep.PrepareAgain:
                try
                {
                    return await PrepareOnAsync(node, failures.Unknown!, failures, traits.Timeout, cancellationToken).ConfigureAwait(false);
                }
                catch (CqlException e) when (e is not CqlUnknownOutcomeException)
                {
                    throw failures.Final(e);
                }

            case RetryStep.NextNode:
                return null;
            case RetryStep.NextNodeAfterPause:
                await Task.Delay(failures.NextPause(random), options.Time, cancellationToken).ConfigureAwait(false);
                return null;
            default:
                throw failures.Final();
        }
    }

    /// <summary>Prepares a statement on a node that does not know it.</summary>
    /// <returns>The node; null when it could not be asked.</returns>
    private static async ValueTask<ClusterNode?> PrepareOnAsync(
        ClusterNode node, PreparedStatement statement, RetryState failures, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var pool = node.Pool!;
        while (true)
        {
            switch (pool.TrySend(new PrepareRequest(statement.Cql), timeout, out var answer, cancellationToken))
            {
                case SendResult.Closed:
                    return null;
                case SendResult.Full:
                    await pool.WaitForRoomAsync(timeout, cancellationToken).ConfigureAwait(false);
                    continue;
            }

            try
            {
                statement.CheckPreparedAgain(await answer.ConfigureAwait(false), node.Description.Endpoint);
                return node;
            }
            catch (CqlException e) when (e is CqlTimeoutException or CqlConnectionLostException)
            {
                return failures.NotPrepared(e) == RetryStep.NextNode ? null : throw failures.Final();
            }
        }
    }

    private static CqlException ReadError(CqlFrame frame, CqlEndpoint node) => ResponseDecoder.Decode(frame) is ErrorResponse refused
        ? refused.From(node)
        : new CqlProtocolException($"expected an error from {node}");

    private CqlNoNodeException NoNode() => new([.. cluster.Model.LocalNodes.Select(node => $"{node.Description.Endpoint} {node.Pool!.LastError}")]);
}
