using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm.Loading;

/// <summary>Lines only: what a file or a pipe gets instead of a bar.</summary>
internal sealed class QuietProgress(PbmHost host) : ILoadProgress
{
    public void Report(long readBytes, long accepted)
    {
    }

    public void Tell(string line) => host.Tell(line);
}
