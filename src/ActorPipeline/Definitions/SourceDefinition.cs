namespace ActorPipeline.Definitions;

/// <summary>How the bytes of a record are read.</summary>
public enum EventFormat
{
    /// <summary>Values parted by a separator, without quoting.</summary>
    Delimited,

    /// <summary>One JSON object a record.</summary>
    Json,

    /// <summary>RFC 4180 values: quotes, doubled quotes, line breaks inside quotes.</summary>
    Csv,

    /// <summary>A line of an access log in the common or combined format, or of a declared layout.</summary>
    AccessLog,

    /// <summary>A line of a log in the W3C extended format.</summary>
    W3c,
}

/// <summary>The source of a pipeline: topic, format, event time and lateness. Immutable.</summary>
public sealed record SourceDefinition
{
    /// <summary>The source topic's name.</summary>
    public required string Topic { get; init; }

    /// <summary>Partitions of the source topic where this node creates it.</summary>
    public required int Partitions { get; init; }

    /// <summary>How a record's bytes are read.</summary>
    public required EventFormat Format { get; init; }

    /// <summary>What parts the values of <see cref="EventFormat.Delimited"/> and <see cref="EventFormat.Csv"/>: one ASCII character.</summary>
    public char Separator { get; init; } = ';';

    /// <summary>Names of the values of a delimited, csv or w3c record, in order; empty for the other formats.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>How the lines of an access log are laid out, in the notation of Apache's <c>LogFormat</c> or nginx's <c>log_format</c>; null for the common
    /// and combined formats.</summary>
    public string? Layout { get; init; }

    /// <summary>Where event time comes from.</summary>
    public required TimeDefinition Time { get; init; }

    /// <summary>The fields kept of an event; views name them. A field's index is its place in this list.</summary>
    public required IReadOnlyList<FieldDefinition> Fields { get; init; }

    /// <summary>How far the watermark stays behind the event time that a partition has reached.</summary>
    public required TimeSpan LateAfter { get; init; }

    /// <summary>How long after the watermark has passed a window's end its rows are still corrected.</summary>
    public required TimeSpan AllowedLateness { get; init; }

    /// <summary>After how long without a record a source partition no longer holds the watermark back.</summary>
    public required TimeSpan IdleAfter { get; init; }

    /// <summary>How far after its record's timestamp an event time may lie; beyond it the event is a dead letter.</summary>
    public required TimeSpan FutureLimit { get; init; }

    /// <summary>How far after its record's timestamp an event moves the watermark at most; by default wherever it lies.</summary>
    public TimeSpan WatermarkLead { get; init; } = TimeSpan.MaxValue;

    /// <summary>How far ahead of all events before it in its partition an event may lie, the time between their records not counted, before it moves
    /// the watermark only when later ones confirm it.</summary>
    public TimeSpan JumpLimit { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How many events confirm such a jump; 1 confirms each at once.</summary>
    public int JumpConfirmations { get; init; } = 1;

    /// <summary>The largest record in bytes; larger ones are dead letters.</summary>
    public required int MaxRecordBytes { get; init; }

    /// <summary>A field's index in <see cref="Fields"/>, or -1.</summary>
    public int FieldIndex(string name) => Fields.ToList().FindIndex(field => field.Name == name);
}

/// <summary>One field of an event.</summary>
/// <param name="Path">Where it stands: a JSON path (<c>url.topic</c>, <c>forwarded[0]</c>), a column's name, an access-log part (<c>path</c>, <c>ip</c>, …),
/// <c>header.NAME</c> or <c>remote.ip</c>.</param>
/// <param name="Optional">Whether an event may lack it; an event without a field that is not optional is a dead letter.</param>
public sealed record FieldDefinition(string Name, string Path, bool Optional = false);

/// <summary>Where event time comes from.</summary>
/// <param name="Path">The path of the value that holds it; null takes the record's own timestamp.</param>
/// <param name="Pattern">A date pattern such as <c>yyyy-MM-dd'T'HH:mm:ss</c>, or <c>unix</c>, <c>unix-ms</c>, <c>iso</c>, <c>apache</c>, or <c>auto</c>
/// (unix seconds, milliseconds or ISO 8601, told apart by their shape).</param>
/// <param name="Zone">IANA name of the zone for patterns without an offset; <c>UTC</c> by default.</param>
/// <param name="ClockPath">Where the time of day stands, when the first path holds the date alone; they are read with a space between.</param>
public sealed record TimeDefinition(string? Path, string Pattern, string Zone, string? ClockPath = null);
