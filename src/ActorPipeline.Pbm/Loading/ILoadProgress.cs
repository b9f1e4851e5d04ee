namespace ActorPipeline.Pbm.Loading;

/// <summary>Tells somebody how a load goes.</summary>
internal interface ILoadProgress
{
    /// <summary>So much has been read, and so many events are durable.</summary>
    void Report(long readBytes, long accepted);

    /// <summary>Something happened that is worth a line.</summary>
    void Tell(string line);
}
