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

    /// <summary>The day of a file, which its folder says; DATE.</summary>
    public const string Date = "date";

    /// <summary>The hour of a file's events within that day, which its folder says; BIGINT.</summary>
    public const string Hour = "hour";

    private static readonly string[] Taken = [Partition, Offset, EventTime, Date, Hour];

    /// <summary>The columns of a source's fields: their names, with an underscore behind one that another column has already, whatever its letters' case, or
    /// that a folder's name stands for (<c>date</c>, <c>hour</c>).</summary>
    public static IReadOnlyList<string> Of(SourceDefinition source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var names = new HashSet<string>(Taken, StringComparer.OrdinalIgnoreCase);
        return [.. source.Fields.Select(field => Untaken(field.Name, names))];
    }

    /// <summary>A name with as many underscores behind it as tell it from those that are taken; it is taken then.</summary>
    internal static string Untaken(string name, HashSet<string> taken)
    {
        while (!taken.Add(name))
        {
            name += "_";
        }

        return name;
    }
}
