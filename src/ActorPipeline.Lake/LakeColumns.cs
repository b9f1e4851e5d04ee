using ActorPipeline.Definitions;

namespace ActorPipeline.Lake;

/// <summary>The columns that every file of the lake has beside those of the pipeline's fields.</summary>
public static class LakeColumns
{
    /// <summary>The source partition that the event came in; INTEGER.</summary>
    public const string Partition = "_source_partition";

    /// <summary>The event's offset in that partition; BIGINT.</summary>
    public const string Offset = "_source_offset";

    /// <summary>Event time in UTC; TIMESTAMP in microseconds, without a zone.</summary>
    public const string EventTime = "_event_time";

    private static readonly string[] Taken = [Partition, Offset, EventTime, "date", "hour"];

    /// <summary>The columns of a source's fields: their names, with an underscore behind one that another column has already, whatever its letters' case, or
    /// that a folder's name stands for (<c>date</c>, <c>hour</c>).</summary>
    public static IReadOnlyList<string> Of(SourceDefinition source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var names = new HashSet<string>(Taken, StringComparer.OrdinalIgnoreCase);
        var columns = new List<string>();
        foreach (var field in source.Fields)
        {
            var column = field.Name;
            while (!names.Add(column))
            {
                column += "_";
            }

            columns.Add(column);
        }

        return columns;
    }
}
