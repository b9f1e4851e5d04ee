namespace ActorPipeline.Pbm.Loading;

/// <summary>Tells somebody how a load goes.</summary>
internal interface ILoadProgress
{
    void Report(long readBytes, long accepted);

    void Tell(string line);
}
