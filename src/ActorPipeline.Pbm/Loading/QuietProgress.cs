namespace ActorPipeline.Pbm.Loading;

/// <summary>Lines only: what a file or a pipe gets instead of a bar.</summary>
internal sealed class QuietProgress(TextWriter error) : ILoadProgress
{
    public void Report(long readBytes, long accepted)
    {
    }

    public void Tell(string line) => error.WriteLine($"pbm: {line}");
}
