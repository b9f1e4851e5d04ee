namespace ActorPipeline.Pbm.Output;

/// <summary>How a document is written.</summary>
internal enum OutputFormat
{
    /// <summary>Aligned columns.</summary>
    Table,

    /// <summary>Aligned columns, all of them.</summary>
    Wide,

    /// <summary>One JSON document; an array for lists.</summary>
    Json,

    /// <summary>RFC 4180 with a header.</summary>
    Csv,

    /// <summary>YAML with the members of the JSON form.</summary>
    Yaml,

    /// <summary>Names only, one a line, as other commands take them.</summary>
    Name,
}
