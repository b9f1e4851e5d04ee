namespace ActorPipeline.Pbm.Output;

/// <summary>How a value looks in a table.</summary>
internal enum CellKind
{
    /// <summary>As it is.</summary>
    Text,

    /// <summary>Aligned to the right.</summary>
    Number,

    /// <summary>A count of bytes, shown with a unit.</summary>
    Bytes,

    /// <summary>Milliseconds, shown with a unit.</summary>
    Milliseconds,

    /// <summary>Unix milliseconds, shown as ISO 8601 in UTC.</summary>
    UnixMilliseconds,

    /// <summary>A state, coloured on a terminal.</summary>
    State,
}
