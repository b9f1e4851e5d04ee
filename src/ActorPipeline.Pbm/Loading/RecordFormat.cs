namespace ActorPipeline.Pbm.Loading;

internal enum RecordFormat
{
    Lines,

    Csv,

    Json,
}
