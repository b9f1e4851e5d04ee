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

    /// <summary>What the tool reads from and writes to.</summary>
    public PbmHost Host => host;

    /// <summary>The contexts kept on this machine.</summary>
    public ContextStore Contexts { get; } = new(host.ConfigFolder);

    /// <summary>The node to ask, and the token it gets.</summary>
    public NodeTarget Target => NodeTarget.Resolve(parse.GetValue(global.Node), parse.GetValue(global.Token), host, Contexts);

    /// <summary>The node.</summary>
    /// <exception cref="PbmException">Its address cannot be read.</exception>
    public NodeClient Node => _node ??= Connect(Target);

    /// <summary>Whether the command is to be shown again and again.</summary>
    public bool IsWatched => parse.GetValue(global.Watch);

    /// <summary>How results are written.</summary>
    public OutputFormat Format => parse.GetValue(global.Output);

    /// <summary>The value of an argument; none while it is not typed yet.</summary>
    public T? Get<T>(Argument<T> argument) => parse.GetResult(argument) is { Tokens.Count: > 0 } ? parse.GetValue(argument) : default;

    /// <summary>The value of an option.</summary>
    public T? Get<T>(Option<T> option) => parse.GetValue(option);

    /// <summary>Shows a document, once or, when watched, until interrupted.</summary>
    public async Task<int> ShowAsync(Func<CancellationToken, Task<Document>> read, CancellationToken cancellationToken)
    {
        if (IsWatched)
        {
            await new Watcher(host, Format, parse.GetValue(global.Interval)).RunAsync(read, cancellationToken);
        }
        else
        {
            var document = await read(cancellationToken);
            await new DocumentWriter(host.Out, Format, host.UsesColour).WriteAsync(document, onOneLine: false, cancellationToken);
        }

        return ExitCode.Ok;
    }

    /// <summary>Says something on stderr.</summary>
    public Task TellAsync(string line) => host.Error.WriteLineAsync(line);

    public void Dispose() => _node?.Dispose();

    private NodeClient Connect(NodeTarget target) => new(target.Address, target.Token, host.CreateHandler(target.Address), host.Time);
}
