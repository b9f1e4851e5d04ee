namespace ActorPipeline.Pbm.Loading;

/// <summary>A file is not of the format it was said to be.</summary>
/// <param name="message">What was found.</param>
internal sealed class RecordFormatException(string message) : Exception(message);
