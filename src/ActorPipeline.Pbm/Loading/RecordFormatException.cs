namespace ActorPipeline.Pbm.Loading;

/// <summary>A file is not of the format it was said to be.</summary>
internal sealed class RecordFormatException(string message) : Exception(message);
