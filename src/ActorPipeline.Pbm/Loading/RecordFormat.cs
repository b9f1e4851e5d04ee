namespace ActorPipeline.Pbm.Loading;

/// <summary>How a file holds records.</summary>
internal enum RecordFormat
{
    /// <summary>A line each.</summary>
    Lines,

    /// <summary>RFC 4180.</summary>
    Csv,

    /// <summary>A JSON array, or JSON values one after the other.</summary>
    Json,
}
