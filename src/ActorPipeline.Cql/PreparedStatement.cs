using ActorPipeline.Cql.Messages;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Routing;
using ActorPipeline.Cql.Types;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql;

/// <summary>
/// A statement that a node has parsed: see <see cref="CqlSession.PrepareAsync"/>. Nodes that do not know it, or have forgotten it, are taught it when it is
/// first executed there. Thread-safe; belongs to the session that prepared it. Name tables in full (keyspace.table): what a bare name means depends on the
/// connection.
/// </summary>
public sealed class PreparedStatement : IPreparedSource
{
    private readonly byte[] _id;
    private readonly IReadOnlyList<int> _partitionKey;
    private ResultShape _shape;

    internal PreparedStatement(string cql, PreparedResponse prepared, CqlStatementOptions options)
    {
        Cql = cql;
        Text = StatementText.Of(cql);
        Options = options;
        Markers = prepared.Markers;
        _id = prepared.Id;
        _partitionKey = prepared.PartitionKey;
        _shape = new ResultShape(prepared.ResultMetadataId, prepared.Columns);
    }

    /// <summary>The statement's text.</summary>
    public string Cql { get; }

    /// <summary>What its markers stand for, in their order.</summary>
    public CqlColumns Markers { get; }

    /// <summary>How it is executed where a <see cref="BoundStatement"/> does not say otherwise.</summary>
    public CqlStatementOptions Options { get; }

    internal StatementText Text { get; }

    internal ReadOnlyMemory<byte> Id => _id;

    internal string? Keyspace => Markers.Count > 0 ? Markers[0].Keyspace : null;

    /// <summary>The columns of its rows as they are known now; taken once for a request, so that its answer is read with what it was asked with.</summary>
    internal ResultShape Shape => Volatile.Read(ref _shape);

    /// <summary>A statement with values yet to be added to <see cref="BoundStatement.Values"/>.</summary>
    /// <param name="options">How it is executed; null for the options it was prepared with.</param>
    public BoundStatement Bind(CqlStatementOptions? options = null) => new(this, options ?? Options);

    /// <summary>A statement with values for all its markers, in their order.</summary>
    /// <exception cref="CqlTypeException">A value does not go with its marker.</exception>
    public BoundStatement Bind(params ReadOnlySpan<object?> values)
    {
        var bound = new BoundStatement(this, Options);
        foreach (var value in values)
        {
            bound.Values.AddValue(value);
        }

        return bound;
    }

    PreparedStatement? IPreparedSource.Find(ReadOnlySpan<byte> id) => id.SequenceEqual(_id) ? this : null;

    /// <summary>The rows came with other columns than they were asked for with: the table has changed.</summary>
    internal void ResultChanged(ResultShape shape) => Volatile.Write(ref _shape, shape);

    /// <summary>The token of the partition that values name.</summary>
    /// <returns>Null when the partition key is not all among the markers, or a part of it is null.</returns>
    internal long? Token(BoundValues values)
    {
        if (_partitionKey.Count == 0)
        {
            return null;
        }

        Span<(int Offset, int Length)> columns = _partitionKey.Count <= 16 ? stackalloc (int, int)[_partitionKey.Count] : new (int, int)[_partitionKey.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            if (_partitionKey[i] >= values.Count)
            {
                return null;
            }

            columns[i] = values.Range(_partitionKey[i]);
            if (columns[i].Length < 0)
            {
                return null;
            }
        }

        return RoutingKey.Token(values.Encoded, columns);
    }

    /// <summary>A node was taught the statement.</summary>
    /// <exception cref="CqlException">It cannot be prepared any longer, or has another id now: executing it under the old one would never end.</exception>
    internal void CheckPreparedAgain(CqlFrame answer, CqlEndpoint node)
    {
        switch (ResponseDecoder.Decode(answer))
        {
            case PreparedResponse prepared when prepared.Id.AsSpan().SequenceEqual(_id):
                return;
            case ErrorResponse refused:
                throw refused.From(node);
            default:
                throw new CqlException(
                    $"Cassandra node {node} prepares the statement under another id than before; name its tables in full, or prepare it again: {Cql}");
        }
    }

    /// <summary>What the rows of a statement look like.</summary>
    /// <param name="MetadataId">The server's id of it, from protocol version 5; else empty.</param>
    /// <param name="Columns">The columns; null when they are not known.</param>
    internal sealed record ResultShape(ReadOnlyMemory<byte> MetadataId, CqlColumns? Columns);
}
