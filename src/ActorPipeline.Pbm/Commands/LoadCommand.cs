using System.CommandLine;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Loading;

namespace ActorPipeline.Pbm.Commands;

/// <summary><c>pbm events load</c>: files into the source topic.</summary>
internal sealed class LoadCommand
{
    private static readonly TimeSpan DefaultRetry = TimeSpan.FromMinutes(5);

    // A writer that is told to reopen its log does so within moments; what other followers wait too (rotate_wait of Fluent Bit).
    private static readonly TimeSpan DefaultRotateWait = TimeSpan.FromSeconds(5);

    private readonly Argument<string> _pipeline;

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "files, in the order of their first events, also compressed with gzip or zstd; - is standard input",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<RecordFormat> _format = Options.OneOf<RecordFormat>("--format", "what is one event", RecordFormat.Lines);
    private readonly Option<bool> _header = new("--header")
    {
        Description = "with --format csv: the first record of each file names the columns and is no event",
    };

    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "go on as the file grows, also when it is rotated" };
    private readonly Option<TimeSpan> _rotateWait = Options.Duration(
        "--rotate-wait", "with --follow: after a rotation, how long nothing must be written to the old file before the new one is read", DefaultRotateWait);

    private readonly Option<TimeSpan> _retryFor = Options.Duration("--retry-for", "how long to wait for a node that is gone; 0 fails at once", DefaultRetry);

    private readonly Option<bool> _asGiven = new("--as-given") { Description = "read the files in the order given, not in that of their first events" };
    private readonly Option<bool> _force = new("--force") { Description = "load also files that are mostly not of the pipeline's format" };
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "return when everything is durable, without waiting for what becomes of it" };
    private readonly Option<bool> _allowLate = new("--allow-late") { Description = "events that are late for every window are no failure" };
    private readonly Option<bool> _allowDeadLetters = new("--allow-dead-letters") { Description = "dead letters are no failure" };

    private LoadCommand(CommandKit kit) => _pipeline = kit.Pipeline();

    public static PbmCommand Create(CommandKit kit)
    {
        var load = new LoadCommand(kit);
        var command = new PbmCommand("load", "import files into the source topic, every event once; says what became of them")
        {
            Examples =
            [
                "events load csc8101 clicks.json",
                "events load trendoff tweets.csv --format csv --header",
                "events load access-log /var/log/nginx/access.log --follow",
                "events load access-log access.log access.log.1 access.log.2.gz",
                "events load site-log - < site.log",
            ],
            Arguments = { load._pipeline, load._files },
            Options =
            {
                load._format, load._header, load._follow, load._rotateWait, load._retryFor, load._asGiven, load._force, load._noWait, load._allowLate,
                load._allowDeadLetters,
            },
        };
        return kit.Do(command, load.RunAsync);
    }

    private async Task<int> RunAsync(Session session, CancellationToken cancellationToken)
    {
        var options = new LoadOptions(
            session.Get(_pipeline)!,
            session.Get(_files)!,
            session.Get(_format),
            session.Get(_header),
            session.Get(_follow) ? session.Get(_rotateWait) : null,
            session.Get(_retryFor),
            session.Get(_asGiven),
            session.Get(_force),
            Waits: !session.Get(_noWait));
        Check(options);
        LoadSummary? summary = null;
        try
        {
            await WithProgressAsync(session.Host, options, async progress =>
            {
                var client = new LoadClient(session.Node, options);
                using var source = new RecordSource(options, session.Host, () => client.Separator, progress.Tell);
                var loader = new Loader(options, client, source, session.Host, progress);
                try
                {
                    await loader.RunAsync(cancellationToken);
                }
                finally
                {
                    summary = loader.Summary;
                }
            });
        }
        finally
        {
            // Also of a load that was broken off: what is in, is in.
            await (summary is null ? Task.CompletedTask : session.ShowAsync(_ => Task.FromResult(summary.ToDocument()), CancellationToken.None));
        }

        List<string> failures = summary!.Rejected == 0 ? [] : [$"{summary.Rejected} records were left out"];
        failures.AddRange(summary.Outcome?.Lost(session.Get(_allowLate), session.Get(_allowDeadLetters)) ?? []);
        return failures.Count == 0 ? ExitCode.Ok : throw new PbmException(ExitCode.Failed, string.Join("; ", failures));
    }

    private static Task WithProgressAsync(PbmHost host, LoadOptions options, Func<ILoadProgress, Task> work) => host.ErrorIsTerminal && !options.Follow
        ? ProgressBar.RunAsync(host, options.CanRewind ? options.Files.Sum(file => new FileInfo(file).Length) : null, work)
        : work(new QuietProgress(host));

    private static void Check(LoadOptions options)
    {
        var missing = options.Files.FirstOrDefault(file => file != LoadOptions.StandardInput && !File.Exists(file));
        if (missing is not null)
        {
            throw InputFile.Missing(missing);
        }

        if (options.Follow && (options.Files is not [var only] || only == LoadOptions.StandardInput))
        {
            throw PbmException.Usage("--follow takes one file");
        }

        if (options.HasHeader && options.Format != RecordFormat.Csv)
        {
            throw PbmException.Usage("--header goes with --format csv");
        }
    }
}
