using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Loading;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Commands;

/// <summary><c>pbm pipeline guess</c>: a pipeline file for the events of a file.</summary>
internal static class GuessCommand
{
    // The first thousand events of most files.
    private const int MaxBytes = 512 * 1024;

    private static readonly Column[] Columns =
    [
        Column.Of("name"), Column.Of("looks"), Column.Of("records", CellKind.Number), Column.Of("taken", CellKind.Number), Column.Of("reason"),
    ];

    public static PbmCommand Create(CommandKit kit)
    {
        var file = new Argument<string>("FILE") { Description = "a file of events, also compressed with gzip or zstd; - is standard input" };
        var command = new PbmCommand("guess", "propose a pipeline file for the events of a file, and say how many of the first ones it takes")
        {
            Examples = ["pipeline guess /var/log/nginx/access.log", "pipeline guess - < orders.csv"],
            Arguments = { file },
        };
        return kit.Do(command, (session, cancellationToken) => RunAsync(session, session.Get(file)!, cancellationToken));
    }

    private static async Task<int> RunAsync(Session session, string path, CancellationToken cancellationToken)
    {
        using var body = new ReadOnlyMemoryContent(await InputFile.ReadAsync(path, () => ReadAsync(session.Host, path, cancellationToken)));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var name = path == LoadOptions.StandardInput ? "events" : Path.GetFileName(path);
        var guess = await session.Node.PostAsync(new NodeQuery("guess").With("name", name), body, cancellationToken);
        if (session.Format is not (OutputFormat.Table or OutputFormat.Wide))
        {
            return await session.ShowAsync(_ => Task.FromResult(Document.Single(guess, Columns, JsonText.NameOf)), cancellationToken);
        }

        await session.Host.Out.WriteAsync(Text(guess, path).AsMemory(), cancellationToken);
        return ExitCode.Ok;
    }

    // A file as it can be put beside the others, with what was found out in front.
    private static string Text(JsonElement guess, string path)
    {
        var (records, taken) = (guess.GetProperty("records").GetInt64(), guess.GetProperty("taken").GetInt64());
        var reason = guess.GetProperty("reason").GetString() is { } refused ? $"# It refuses {TerminalText.Escape(refused)}\n" : "";
        var options = string.Concat(guess.GetProperty("load_options").EnumerateArray().Select(option => $" {TerminalText.Escape(option.GetString() ?? "")}"));
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"# {TerminalText.Escape(guess.Text("looks"))}: takes {taken} of the first {records} events ({100.0 * taken / records:0.#} %).\n{reason}"
            + $"# pbm events load {TerminalText.Escape(guess.Text("name"))} {path}{options}\n{guess.Text("definition")}");
    }

    /// <summary>The file's first bytes up to the end of a line.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(PbmHost host, string path, CancellationToken cancellationToken)
    {
        var stream = path == LoadOptions.StandardInput ? host.OpenInput() : InputFile.Open(path);
        using var source = await StreamSource.OpenAsync(stream, cancellationToken);
        var text = new byte[MaxBytes];
        var length = 0;
        while (length < MaxBytes && await source.ReadAsync(text.AsMemory(length), cancellationToken) is > 0 and var read)
        {
            length += read;
        }

        var end = length == MaxBytes ? text.AsSpan().LastIndexOf((byte)'\n') + 1 : length;
        return text.AsMemory(0, end > 0 ? end : length);
    }
}
