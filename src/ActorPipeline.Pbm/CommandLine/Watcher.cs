using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.CommandLine;

/// <summary>Shows a document again and again until interrupted. A node that goes away for a while is waited for, once it has answered.</summary>
internal sealed class Watcher(PbmHost host, OutputFormat format, TimeSpan interval)
{
    private const string HomeAndErase = "\u001b[H\u001b[J";

    private readonly DocumentWriter _writer = new(host, format);

    public async Task RunAsync(Func<CancellationToken, Task<Document>> read, CancellationToken cancellationToken)
    {
        await ShowAsync(read, cancellationToken);
        for (var isGone = false; ;)
        {
            await Task.Delay(interval, host.Time, cancellationToken);
            try
            {
                await ShowAsync(read, cancellationToken);
                isGone = false;
            }
            catch (NodeException exception) when (exception.IsTransient)
            {
                if (!isGone)
                {
                    host.Tell($"{exception.Message}; waiting …");
                }

                isGone = true;
            }
        }
    }

    private async Task ShowAsync(Func<CancellationToken, Task<Document>> read, CancellationToken cancellationToken)
    {
        var document = await read(cancellationToken);
        if (host.OutIsTerminal && format is (OutputFormat.Table or OutputFormat.Wide))
        {
            host.Control(HomeAndErase);
        }

        await _writer.WriteAsync(document, onOneLine: true, cancellationToken);
    }
}
