using ActorPipeline.Definitions;

namespace ActorPipeline.Guessing;

/// <summary>A source that some records could be of.</summary>
/// <param name="Key">The field that a view can begin with.</param>
/// <param name="Records">The records as this format cuts them.</param>
internal sealed record SourceDraft(SourceDefinition Source, string Key, IReadOnlyList<ReadOnlyMemory<byte>> Records)
{
    /// <summary>Whether the first record names the columns.</summary>
    public bool HasHeader { get; init; }

    /// <summary>Whether records can be more than a line.</summary>
    public bool SpansLines { get; init; }

    /// <summary>A source of named columns of which it reads all that are there, whatever they hold.</summary>
    public static SourceDefinition OfColumns(EventFormat format, IReadOnlyList<string> columns)
    {
        var fields = columns.Select(column => new FieldDefinition(column, column, true)).ToList();
        return Of(format, new TimeDefinition(null, "auto", "UTC"), fields) with { Columns = columns };
    }

    /// <summary>A source with what is not guessed as in <c>pipeline-defaults</c>.</summary>
    public static SourceDefinition Of(EventFormat format, TimeDefinition time, IReadOnlyList<FieldDefinition> fields) => new()
    {
        Topic = "",
        Partitions = 1,
        Format = format,
        Time = time,
        Fields = fields,
        LateAfter = TimeSpan.Zero,
        AllowedLateness = TimeSpan.Zero,
        IdleAfter = TimeSpan.Zero,
        FutureLimit = TimeSpan.Zero,
        MaxRecordBytes = 1 << 20,
    };
}
