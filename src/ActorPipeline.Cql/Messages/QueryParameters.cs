using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Types;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Messages;

/// <summary>How a statement is run: the part that QUERY and EXECUTE share (specification section 4.1.4).</summary>
internal readonly record struct QueryParameters
{
    public required CqlConsistency Consistency { get; init; }

    public BoundValues? Values { get; init; }

    /// <summary>Whether the answer may leave out the description of its columns, because the caller has it.</summary>
    public bool SkipMetadata { get; init; }

    /// <summary>The most rows in an answer; 0 for no bound.</summary>
    public int PageSize { get; init; }

    /// <summary>Where the last answer ended; empty for the beginning.</summary>
    public ReadOnlyMemory<byte> PagingState { get; init; }

    /// <summary>The consistency of the comparing phase of a conditional write; null for the server's default.</summary>
    public CqlConsistency? SerialConsistency { get; init; }

    /// <summary>The write time in microseconds since 1970; null for the server's clock.</summary>
    public long? Timestamp { get; init; }

    public void Write(WireWriter writer, int version)
    {
        writer.WriteConsistency(Consistency);
        RequestFlags.Write(writer, version, Flags());
        if (Values is { Count: > 0 } values)
        {
            values.WriteTo(writer);
        }

        if (PageSize > 0)
        {
            writer.WriteInt(PageSize);
        }

        if (!PagingState.IsEmpty)
        {
            writer.WriteBytes(PagingState.Span);
        }

        RequestFlags.WriteCommon(writer, SerialConsistency, Timestamp);
    }

    private int Flags() => RequestFlags.Common(SerialConsistency, Timestamp)
        | (Values is { Count: > 0 } ? RequestFlags.Values : 0)
        | (SkipMetadata ? RequestFlags.SkipMetadata : 0)
        | (PageSize > 0 ? RequestFlags.PageSize : 0)
        | (PagingState.IsEmpty ? 0 : RequestFlags.PagingState);
}
