namespace ActorPipeline.Pbm.Output;

/// <summary>How a value looks in a table.</summary>
internal enum CellKind
{
    Text,

    Number,

    Bytes,

    Milliseconds,

    /// <summary>Unix milliseconds, shown as ISO 8601 in UTC.</summary>
    UnixMilliseconds,

    State,
}
