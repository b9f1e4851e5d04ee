using System.CommandLine;
using ActorPipeline.Pbm.Contexts;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.CommandLine;

/// <summary>One run of one command: its values, its node, its output.</summary>
internal sealed class Session(PbmHost host, ParseResult parse, GlobalOptions global) : IDisposable
{
    private NodeClient? _node;

    public PbmHost Host => host;

    public ContextStore Contexts { get; } = new(host.ConfigFolder);

    public NodeTarget Target => NodeTarget.Resolve(parse.GetValue(global.Node), parse.GetValue(global.Token), host, Contexts);

    /// <exception cref="PbmException">Its address cannot be read.</exception>
    public NodeClient Node => _node ??= Connect(Target);

    public bool IsWatched => parse.GetValue(global.Watch);

    public OutputFormat Format => parse.GetValue(global.Output);

    /// <summary>The value of an argument; none while it is not typed yet.</summary>
    public T? Get<T>(Argument<T> argument) => parse.GetResult(argument) is { Tokens.Count: > 0 } ? parse.GetValue(argument) : default;

    public T? Get<T>(Option<T> option) => parse.GetValue(option);

    public async Task<int> ShowAsync(Func<CancellationToken, Task<Document>> read, CancellationToken cancellationToken)
    {
        if (IsWatched)
        {
            await new Watcher(host, Format, parse.GetValue(global.Interval)).RunAsync(read, cancellationToken);
        }
        else
        {
            var document = await read(cancellationToken);
            await new DocumentWriter(host, Format).WriteAsync(document, onOneLine: false, cancellationToken);
        }

        return ExitCode.Ok;
    }

    public void Dispose() => _node?.Dispose();

    private NodeClient Connect(NodeTarget target) => new(target.Address, target.Token, host.CreateHandler(target.Address), host.Time);
}
