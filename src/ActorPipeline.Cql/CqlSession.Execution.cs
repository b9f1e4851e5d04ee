using System.Runtime.CompilerServices;
using ActorPipeline.Cql.Cluster;
using ActorPipeline.Cql.Connections;
using ActorPipeline.Cql.Messages;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Types;

namespace ActorPipeline.Cql;

public sealed partial class CqlSession
{
    private const int DefaultPageSize = 5_000;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<CqlResult> ExecuteAsync(BoundStatement statement, ReadOnlyMemory<byte> pagingState, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        var prepared = statement.Prepared;
        var shape = prepared.Shape;
        var parameters = Parameters(statement.Options, statement.Timestamp, prepared.Text.IsConditional) with
        {
            Values = statement.Values,
            PagingState = pagingState,
            // In version 4 a node cannot say that a table has changed: rows always come with their columns.
            SkipMetadata = shape.Columns is not null && !shape.MetadataId.IsEmpty,
        };
        var request = new ExecuteRequest(prepared.Id, shape.MetadataId, parameters);
        var token = prepared.Token(statement.Values);
        var traits = Traits(statement.Options, prepared.Text.IsRead, prepared.Text.IsConditional, prepared.Keyspace, token, prepared);
        var answer = await _runner.RunAsync(request, traits, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(answer, shape.Columns, prepared, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<CqlResult> ReadAsync(NodeAnswer answer, CqlColumns? known, PreparedStatement? prepared, CancellationToken cancellationToken)
    {
        switch (ResponseDecoder.Decode(answer.Frame, known))
        {
            case VoidResponse done when ReferenceEquals(done, VoidResponse.Plain):
                return new ValueTask<CqlResult>(CqlResult.Nothing);
            case RowsResponse rows:
                if (!rows.NewMetadataId.IsEmpty)
                {
                    prepared?.ResultChanged(new PreparedStatement.ResultShape(rows.NewMetadataId, rows.Rows.Columns));
                }

                return new ValueTask<CqlResult>(new CqlResult(rows.Rows, rows.PagingState, rows.Prefix.Warnings, rows.Prefix.TracingId));
            case SchemaChangeResponse change:
                return new ValueTask<CqlResult>(AgreeAsync(change, answer.Node, cancellationToken));
            case var other:
                return new ValueTask<CqlResult>(new CqlResult(CqlRows.Empty, default, other.Prefix.Warnings, other.Prefix.TracingId));
        }
    }

    private async Task<CqlResult> AgreeAsync(SchemaChangeResponse change, Node coordinator, CancellationToken cancellationToken)
    {
        var isAgreed = await _control.WaitForSchemaAgreementAsync(coordinator, cancellationToken).ConfigureAwait(false);
        return new CqlResult(CqlRows.Empty, default, change.Prefix.Warnings, change.Prefix.TracingId, isAgreed);
    }

    private async Task<PreparedStatement> PrepareAnywhereAsync(string cql, CqlStatementOptions? options)
    {
        var traits = new RequestTraits(null, null, IsRead: true, IsConditional: false, IsIdempotent: true, _options.RequestTimeout, null);
        var answer = await _runner.RunAsync(new PrepareRequest(cql), traits, CancellationToken.None).ConfigureAwait(false);
        return ResponseDecoder.Decode(answer.Frame) is PreparedResponse prepared
            ? new PreparedStatement(cql, prepared, options ?? CqlStatementOptions.Default)
            : throw new CqlProtocolException("expected the answer to PREPARE");
    }

    /// <summary>
    /// Teaches a node that has come back what was prepared, so that its first requests need not be refused for that. What fails is left to them.
    /// </summary>
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

    private QueryParameters Parameters(CqlStatementOptions options, long? timestamp, bool isConditional) => new()
    {
        Consistency = Consistency(options),
        SerialConsistency = options.SerialConsistency ?? _options.Defaults.SerialConsistency,
        PageSize = options.PageSize ?? _options.Defaults.PageSize ?? DefaultPageSize,
        Timestamp = Timestamp(options, timestamp, isConditional),
    };

    private CqlConsistency Consistency(CqlStatementOptions options) => options.Consistency ?? _options.Defaults.Consistency ?? CqlConsistency.LocalQuorum;

    private long? Timestamp(CqlStatementOptions options, long? given, bool isConditional) =>
        given ?? (!isConditional && (options.UsesClientTimestamp ?? _options.Defaults.UsesClientTimestamp ?? false) ? _timestamps.Next() : null);

    private RequestTraits Traits(CqlStatementOptions options, bool isRead, bool isConditional, string? keyspace, long? token, IPreparedSource? prepared) => new(
        keyspace, token, isRead, isConditional, options.IsIdempotent ?? _options.Defaults.IsIdempotent ?? false,
        options.Timeout ?? _options.Defaults.Timeout ?? _options.RequestTimeout, prepared);
}
