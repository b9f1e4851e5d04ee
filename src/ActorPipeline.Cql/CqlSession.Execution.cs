using System.Runtime.CompilerServices;
using ActorPipeline.Cql.Connections;
using ActorPipeline.Cql.Messages;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Types;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql;

public sealed partial class CqlSession
{
    private ValueTask<CqlResult> ExecuteAsync(BoundStatement statement, ReadOnlyMemory<byte> pagingState, CancellationToken cancellationToken)
    {
        var prepared = statement.Prepared;
        var shape = prepared.Shape;
        var parameters = Parameters(statement.Options) with
        {
            Values = statement.Values,
            Timestamp = statement.Timestamp,
            PagingState = pagingState,
            // In version 4 a node cannot say that a table has changed: rows always come with their columns.
            SkipMetadata = shape.Columns is not null && !shape.MetadataId.IsEmpty,
        };
        var request = new ExecuteRequest(prepared.Id, shape.MetadataId, parameters);
        var token = prepared.Token(statement.Values);
        var traits = Traits(statement.Options, prepared.Text.IsRead, prepared.Text.IsConditional, prepared.Keyspace, token, prepared);
        return RunAsync(request, traits, shape.Columns, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<CqlResult> RunAsync<TRequest>(TRequest request, RequestTraits traits, CqlColumns? known, CancellationToken cancellationToken)
        where TRequest : IRequest
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        var (frame, node) = await _runner.RunAsync(request, traits, cancellationToken).ConfigureAwait(false);
        switch (ResponseDecoder.Decode(frame, known))
        {
            case VoidResponse:
                return CqlResult.Nothing;
            case RowsResponse rows:
                if (!rows.NewMetadataId.IsEmpty)
                {
                    (traits.Prepared as PreparedStatement)?.ResultChanged(new PreparedStatement.ResultShape(rows.NewMetadataId, rows.Rows.Columns));
                }

                return new CqlResult(rows.Rows, rows.PagingState);
            case SchemaChangeResponse:
                var isAgreed = await _control.WaitForSchemaAgreementAsync(node, cancellationToken).ConfigureAwait(false);
                return new CqlResult(CqlRows.Empty, isSchemaAgreed: isAgreed);
            case var other:
                throw new CqlProtocolException($"expected a result from {node.Description.Endpoint}, found {other.GetType().Name}");
        }
    }

    private async Task<PreparedStatement> PrepareAnywhereAsync(string cql, CqlStatementOptions? options)
    {
        var traits = new RequestTraits(null, null, IsRead: true, IsConditional: false, IsIdempotent: true, _options.RequestTimeout, null);
        var (frame, _) = await _runner.RunAsync(new PrepareRequest(cql), traits, CancellationToken.None).ConfigureAwait(false);
        return ResponseDecoder.Decode(frame) is PreparedResponse prepared
            ? new PreparedStatement(cql, prepared, options ?? CqlStatementOptions.Default)
            : throw new CqlProtocolException("expected the answer to PREPARE");
    }

    /// <summary>Teaches a node that has come back what was prepared, so that its first requests are not refused for that. What fails is left to them.</summary>
    private async Task PrepareAllAsync(CqlConnection connection, CancellationToken cancellationToken)
    {
        foreach (var statement in _prepared.All())
        {
            if (connection.TrySend(new PrepareRequest(statement.Cql), _options.RequestTimeout, out var answer, cancellationToken) != SendResult.Sent)
            {
                return;
            }

            ResponseDecoder.Decode(await answer.ConfigureAwait(false));
        }
    }

    private static QueryParameters Parameters(CqlStatementOptions options) => new()
    {
        Consistency = options.Consistency,
        SerialConsistency = options.SerialConsistency,
        PageSize = options.PageSize,
    };

    private RequestTraits Traits(CqlStatementOptions options, bool isRead, bool isConditional, string? keyspace, long? token, IPreparedSource? prepared) => new(
        keyspace, token, isRead, isConditional, options.IsIdempotent, options.Timeout ?? _options.RequestTimeout, prepared);
}
