namespace ActorPipeline.Decoding.Layouts;

/// <summary>How much of a request stands in one value.</summary>
internal enum LayoutRequest
{
    /// <summary>One part of it at the most.</summary>
    None,

    /// <summary>Method, target and protocol.</summary>
    Line,

    /// <summary>Path and query.</summary>
    Target,
}
