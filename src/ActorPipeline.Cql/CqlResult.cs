using ActorPipeline.Cql.Types;

namespace ActorPipeline.Cql;

/// <summary>
/// What a statement gave. Disposing it gives the memory of its rows back, after which no row of it may be touched; not doing so costs no more than that memory.
/// </summary>
public sealed class CqlResult : IDisposable
{
    private const string AppliedColumn = "[applied]";

    internal CqlResult(CqlRows rows, ReadOnlyMemory<byte> pagingState = default, bool isSchemaAgreed = true)
    {
        Rows = rows;
        PagingState = pagingState;
        IsSchemaAgreed = isSchemaAgreed;
    }

    /// <summary>The rows of this page; none for writes.</summary>
    public CqlRows Rows { get; }

    /// <summary>
    /// Where the next page begins, for <see cref="BoundStatement.PagingState"/>; empty after the last. Opaque, and of use only to this version of the servers.
    /// </summary>
    public ReadOnlyMemory<byte> PagingState { get; }

    /// <summary>
    /// Whether a conditional write was applied; true for what is not conditional. When false, the row holds the values that were found instead.
    /// </summary>
    public bool WasApplied => Rows.Count == 0 || Rows.Columns.Find(AppliedColumn) is not (>= 0 and var column) || Rows[0][column].Get<bool>();

    /// <summary>
    /// After a change of the schema: whether all nodes that answer knew it within <see cref="CqlSessionOptions.SchemaAgreementTimeout"/>. Else true.
    /// </summary>
    public bool IsSchemaAgreed { get; }

    internal static CqlResult Nothing { get; } = new(CqlRows.Empty);

    /// <inheritdoc/>
    public void Dispose() => Rows.Dispose();
}
