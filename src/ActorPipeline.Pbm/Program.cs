using ActorPipeline.Pbm.Hosting;

namespace ActorPipeline.Pbm;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        using var terminal = new SystemTerminal();
        return await new PbmApplication(terminal.Host, terminal).RunAsync(args);
    }
}
