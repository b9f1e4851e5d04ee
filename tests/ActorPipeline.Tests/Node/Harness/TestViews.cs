using System.Globalization;
using System.Runtime.CompilerServices;
using ActorPipeline.Definitions;
using ActorPipeline.Storage;
using ActorPipeline.Views;

namespace ActorPipeline.Tests.Node.Harness;

/// <summary>The reading half of a row store, over rows a test lists in order.</summary>
internal sealed class TestViews : IRowStore, ISchemaPlan
{
    public List<Row> Rows { get; } = [];

    public Exception? Failure { get; set; }

    /// <summary>Fails only once so many rows have been given.</summary>
    public int FailAfter { get; set; }

    /// <summary>What the store needs on its servers.</summary>
    public IReadOnlyList<SchemaStatement> Statements { get; set; } =
    [
        new("films", "CREATE KEYSPACE IF NOT EXISTS films", true),
        new("films.lease", "CREATE TABLE IF NOT EXISTS films.lease (name text PRIMARY KEY)", false),
    ];

    public RowQuery? LastQuery { get; private set; }

    /// <summary>Awaited by every query before it reads.</summary>
    public Func<RowQuery, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    public ValueTask<IReadOnlyList<SchemaStatement>> PlanAsync(CancellationToken cancellationToken) =>
        Failure is { } failure ? throw failure : ValueTask.FromResult(Statements);

    public ValueTask<IReadOnlyList<SchemaStatement>> ApplyAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<SchemaStatement> missing = [.. Statements.Where(statement => !statement.IsThere)];
        Statements = [.. Statements.Select(statement => statement with { IsThere = true })];
        return ValueTask.FromResult(missing);
    }

    public async IAsyncEnumerable<IReadOnlyList<Row>> QueryAsync(RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        LastQuery = query;
        await Before(query, cancellationToken);
        var given = 0;
        foreach (var page in Select(Rows.Where(row => row.Pipeline == query.Pipeline && row.View == query.View.Name), query).Chunk(query.PageRows))
        {
            ThrowAfter(given);
            given += page.Length;
            yield return page;
        }

        ThrowAfter(given);
    }

    public static List<Row> Select(IEnumerable<Row> rows, RowQuery query)
    {
        var matching = rows.Where(row =>
            query.Where.All(wanted => row.Key.Concat(row.By).Contains(wanted))
            && row.Window.StartMs >= (query.FromMs ?? long.MinValue) && row.Window.StartMs < (query.ToMs ?? long.MaxValue)).ToList();
        var windows = matching.Select(row => row.Window.StartMs).Distinct().OrderDescending().Take(query.Last ?? int.MaxValue).ToHashSet();
        var order = query.Order ?? query.View.Columns[0].Name;
        var ordered = matching.Where(row => windows.Contains(row.Window.StartMs)).GroupBy(row => row.Window.StartMs).OrderBy(group => group.Key)
            .SelectMany(group => query.Top is { } top ? group.OrderByDescending(row => Number(row, order)).Take(top) : group);
        return [.. ordered.Take(query.Limit)];
    }

    public ValueTask<IReadOnlyList<IReadOnlyList<string>>> KeysAsync(
        string pipeline, ViewDefinition view, string prefix, IReadOnlyList<string>? after, int limit, CancellationToken cancellationToken)
    {
        var keys = Rows.Where(row => row.Pipeline == pipeline && row.View == view.Name)
            .Select(row => row.Key.Select(part => part.Value).ToArray())
            .Where(key => key.Any(part => part.StartsWith(prefix, StringComparison.Ordinal)))
            .DistinctBy(key => string.Join('|', key))
            .SkipWhile(key => after is not null && string.CompareOrdinal(string.Join('|', key), string.Join('|', after)) <= 0);
        return ValueTask.FromResult<IReadOnlyList<IReadOnlyList<string>>>([.. keys.Take(limit)]);
    }

    public ValueTask WriteRowsAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken) => throw new NotSupportedException();

    private void ThrowAfter(int given)
    {
        if (Failure is { } failure && given >= FailAfter)
        {
            throw failure;
        }
    }

    private static double Number(Row row, string column) =>
        Convert.ToDouble(row.Columns.First(pair => pair.Key == column).Value, CultureInfo.InvariantCulture);
}
