namespace ActorPipeline.Pbm.Output;

internal enum OutputFormat
{
    Table,

    Wide,

    Json,

    Csv,

    Yaml,

    Name,
}
