using System.CommandLine;
using System.Text.Json;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Nodes;
using ActorPipeline.Pbm.Output;

namespace ActorPipeline.Pbm.Commands;

/// <summary><c>pbm view rows</c>: rows of a view, however many.</summary>
internal sealed class RowsCommand
{
    private readonly Argument<string> _pipeline;
    private readonly Argument<string> _view;

    private readonly Option<string[]> _keys = new("--key")
    {
        Description = "only rows with this value of a key's or breakdown's part; repeatable",
        HelpName = "NAME=VALUE",
    };

    private readonly Option<string?> _from = Options.Time("--from", "only windows that begin at or after this time");
    private readonly Option<string?> _to = Options.Time("--to", "only windows that begin before this time");
    private readonly Option<int?> _last = Options.Count("--last", "only the newest N windows");
    private readonly Option<int?> _top = Options.Count("--top", "only the N largest rows of each window");
    private readonly Option<string?> _order = new("--order") { Description = "the column --top goes by; the first one without it", HelpName = "COLUMN" };
    private readonly Option<bool> _open = new("--open") { Description = "also windows that still count" };
    private readonly Option<string?> _layer = Options.Word(
        "--layer", "only rows of this layer; merged: of each window those of one, batch or speed", "speed", "batch", "open", "merged");
    private readonly Option<int?> _limit = Options.Count("--limit", "at most so many rows; the node has a default");

    private RowsCommand(CommandKit kit)
    {
        _pipeline = kit.Pipeline();
        _view = kit.View(_pipeline);
        kit.Completers[_keys] = NodeNames.Conditions(_pipeline, _view);
        kit.Completers[_order] = OrderAsync;
    }

    public static PbmCommand Create(CommandKit kit)
    {
        var rows = new RowsCommand(kit);
        var command = new PbmCommand("rows", "rows of a view, the oldest window first")
        {
            Examples =
            [
                "view rows csc8101 page-visitors --last 1 --top 10 --order visits",
                "view rows csc8101 client-visits --key client=42 --from 2017-01-25T14:00:00Z -o csv",
                "view rows csc8101 page-visitors --open --last 1 -w",
            ],
            CanWatch = true,
            Arguments = { rows._pipeline, rows._view },
            Options = { rows._keys, rows._from, rows._to, rows._last, rows._top, rows._order, rows._open, rows._layer, rows._limit },
        };
        return kit.Show(command, rows.ReadAsync);
    }

    private async Task<Document> ReadAsync(Session session, CancellationToken cancellationToken)
    {
        var (pipeline, name) = (session.Get(_pipeline)!, session.Get(_view)!);
        var view = await ViewDefinition.ReadAsync(session.Node, pipeline, name, cancellationToken);
        var rows = session.Node.StreamAsync(Query(session, pipeline, name, view), cancellationToken);
        return new Document(new Section(Columns(view, session.Format), rows), row => Name(row, view));
    }

    private NodeQuery Query(Session session, string pipeline, string name, ViewDefinition view)
    {
        var query = new NodeQuery("pipelines", pipeline, "views", name, "rows");
        foreach (var condition in session.Get(_keys) ?? [])
        {
            var (parameter, value) = Condition(condition, name, view);
            query.With(parameter, value);
        }

        return query
            .With("from", session.Get(_from)).With("to", session.Get(_to))
            .With("last", session.Get(_last)).With("top", session.Get(_top)).With("order", Order(session.Get(_order), name, view))
            .With("open", session.Get(_open)).With("layer", session.Get(_layer)).With("limit", session.Get(_limit));
    }

    private static (string Parameter, string Value) Condition(string condition, string viewName, ViewDefinition view)
    {
        var equals = condition.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw PbmException.Usage($"--key: expected NAME=VALUE; found '{condition}'");
        }

        var (name, value) = (condition[..equals], condition[(equals + 1)..]);
        var parts = view.KeyNames.Concat(view.ByNames).ToList();
        return parts.Contains(name)
            ? (view.KeyNames.Contains(name) ? $"key.{name}" : $"by.{name}", value)
            : throw PbmException.Usage($"--key: {viewName} has no part '{name}'; it has {string.Join(", ", parts)}{Suggestion.Clause(name, parts)}");
    }

    private static string? Order(string? order, string viewName, ViewDefinition view) => order is null || view.ColumnNames.Contains(order)
        ? order
        : throw PbmException.Usage(
            $"--order: {viewName} has no column '{order}'; it has {string.Join(", ", view.ColumnNames)}{Suggestion.Clause(order, view.ColumnNames)}");

    /// <summary>What is shown of a view's rows: CSV has the columns the HTTP API's CSV has, in the same order; tables begin with the window.</summary>
    public static Column[] Columns(ViewDefinition view, OutputFormat format)
    {
        Column[] key = [.. view.KeyNames.Select(name => Part("key", name)), .. view.ByNames.Select(name => Part("by", name))];
        Column[] values = [.. view.ColumnNames.Select(name => Part("columns", name) with { Kind = CellKind.Number })];
        var start = Column.At("window_start", "window", "start");
        var end = Column.At("window_end", "window", "end", wide: true);
        var first = Column.At("first_event", "window", "first_event", CellKind.UnixMilliseconds, wide: true);
        Column[] tail = [Column.Of("layer"), Column.Of("exact", wide: true), Column.Of("revision", CellKind.Number, wide: true)];
        return format == OutputFormat.Csv ? [.. key, start, end, first, .. values, .. tail] : [start, end, .. key, .. values, first, .. tail];
    }

    private static Column Part(string outer, string name) => Column.At(name, outer, name) with { QuotesEmpty = true };

    private static string Name(JsonElement row, ViewDefinition view) => string.Join(
        '/',
        Columns(view, OutputFormat.Csv).Take(view.KeyNames.Count + view.ByNames.Count + 1).Select(column => CellText.Plain(column.ValueIn(row))));

    private async Task<IReadOnlyList<string>> OrderAsync(Session session, string prefix, CancellationToken cancellationToken) =>
        session.Get(_pipeline) is { } pipeline && session.Get(_view) is { } view
            ? (await ViewDefinition.ReadAsync(session.Node, pipeline, view, cancellationToken)).ColumnNames
            : [];
}
