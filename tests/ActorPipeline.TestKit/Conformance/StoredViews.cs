using System.Text;
using ActorPipeline.Definitions;
using ActorPipeline.Views;

namespace ActorPipeline.TestKit.Conformance;

/// <summary>Views and rows that stores are tried with.</summary>
public static class StoredViews
{
    /// <summary>Length of the views' windows in milliseconds.</summary>
    public const long WindowMs = 60_000;

    /// <summary>A key of two parts, no breakdown, a column of every type.</summary>
    public static ViewDefinition Pages { get; } = View(
        "page-visitors",
        ["topic", "page"],
        [],
        new("visits", ColumnKind.Count, -1),
        new("spent", ColumnKind.Sum, 3),
        new("mean", ColumnKind.Avg, 3),
        new("newest", ColumnKind.Last, 4));

    /// <summary>A breakdown of two parts inside a key of one, and a column of every type.</summary>
    public static ViewDefinition Clients { get; } = View(
        "client-visits",
        ["client"],
        ["topic", "page"],
        new("visits", ColumnKind.Count, -1),
        new("spent", ColumnKind.Sum, 3),
        new("mean", ColumnKind.Avg, 3),
        new("newest", ColumnKind.Last, 4));

    /// <summary>A breakdown, and no column that always has a value: a row may have none at all. Also served by the breakdown.</summary>
    public static ViewDefinition Offers { get; } = View(
        "offers",
        ["shop"],
        ["item"],
        new("least", ColumnKind.Min, 3),
        new("most", ColumnKind.Max, 3),
        new("mean", ColumnKind.Avg, 3),
        new("newest", ColumnKind.Last, 4)) with
    { ServeBy = [["shop", "window"], ["item"]] };

    /// <summary>A view whose every name is a trap for whoever builds statements of names.</summary>
    public static ViewDefinition Hostile { get; } = View(
        "drop-table",
        ["select", "window_start"],
        ["\"; DROP TABLE x; --"],
        new("revision", ColumnKind.Count, -1),
        new("a 'quoted' \"name\"", ColumnKind.Last, 4));

    /// <summary>A pipeline of these views.</summary>
    public static PipelineDefinition Pipeline(string name) => new()
    {
        Name = name,
        Source = null!, // stores look at a pipeline's name and views only
        Views = [Pages, Clients, Offers, Hostile],
        Shards = 4,
    };

    /// <summary>Rows drawn at random, over few keys and windows so that they meet. Rows of one key stand together.</summary>
    /// <remarks>As with the engine's rows, a key always comes from the same shard, a row of one revision is always the same row, and what has a value has one in
    /// all later revisions: a store may go by these. The first event is the window's, so it is the same in all of them.</remarks>
    public static RowBatch Draw(Random random, string pipeline, ViewDefinition view, int windows = 4, int keys = 6)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(view);
        const int Shards = 2;
        var window = random.Next(windows);
        var start = window * WindowMs;
        var batch = new RowBatch(pipeline, view, random.Next(Shards), new RowWindow(start, start + WindowMs, start + (window * 7)), random.Next(3));
        foreach (var key in Enumerable.Range(0, keys).Where(key => key % Shards == batch.Shard && random.Next(3) > 0))
        {
            var by = view.ByNames.Count == 0 ? [0] : Enumerable.Range(0, 5).Where(_ => random.Next(2) == 0).ToArray();
            foreach (var part in by)
            {
                var row = (((window * 31) + key) * 31) + part;
                AddRow(batch, new Random((row * 31) + batch.Revision), new Random(row), key, part);
            }
        }

        return batch;
    }

    /// <summary>Adds a row.</summary>
    /// <param name="values">Its values, fixed-point numbers in units; null for none.</param>
    public static void Add(RowBatch batch, IReadOnlyList<string> key, IReadOnlyList<string> by, bool exact, params ReadOnlySpan<object?> values)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Add(batch.Keys, key);
        Add(batch.By, by);
        for (var i = 0; i < values.Length; i++)
        {
            Add(batch.Columns[i], values[i]);
        }

        batch.EndRow(exact);
    }

    /// <summary>Adds a copy of a row of another batch of the view.</summary>
    public static void Copy(RowBatch from, int row, RowBatch to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        object?[] values = [.. from.Columns.Select(column => column is FixedPointColumn numbers && column.HasValue(row) ? numbers.Values[row] : column.ValueOf(row))];
        Add(to, [.. from.Keys.Select(part => part.TextOf(row))], [.. from.By.Select(part => part.TextOf(row))], from.Exact[row], values);
    }

    private static void AddRow(RowBatch batch, Random random, Random lacking, int key, int by)
    {
        var keys = Enumerable.Range(0, batch.Keys.Count).Select(i => Text(key, i)).ToArray();
        var breakdown = Enumerable.Range(0, batch.By.Count).Select(i => Text(by, i)).ToArray();
        object?[] values = [.. batch.View.Columns.Select(column =>
        {
            var value = Value(column.Type, random);
            return column.MayLackValue && batch.Revision < lacking.Next(7) - 3 ? null : value;
        })];
        Add(batch, keys, breakdown, random.Next(10) > 0, values);
    }

    private static object Value(ColumnType type, Random random) => type switch
    {
        ColumnType.WholeNumber => random.NextInt64(-3, 3),
        ColumnType.FixedPoint => (Int128)random.NextInt64(-5, 5) * random.NextInt64(),
        ColumnType.Real => random.Next(-3, 3) / 7.0,
        _ => Text(random.Next(8), 0),
    };

    /// <summary>Texts that are short, long, empty, of several alphabets, and unkind to those who quote carelessly.</summary>
    private static string Text(int number, int part) => (number + part) switch
    {
        0 => "",
        1 => "a",
        2 => "a text that is longer than twelve bytes",
        3 => "'; DROP TABLE pointers; --",
        4 => "Grüße, 世界 🌍",
        5 => "exactly-12-b",
        6 => "line\nbreak\ttab",
        _ => $"\"quoted\" {number}",
    };

    private static void Add(IReadOnlyList<TextColumn> columns, IReadOnlyList<string> texts)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            columns[i].Add(Encoding.UTF8.GetBytes(texts[i]));
        }
    }

    private static void Add(RowColumn column, object? value)
    {
        switch (column, value)
        {
            case (_, null):
                column.AddNone();
                break;
            case (WholeNumberColumn numbers, long number):
                numbers.Add(number);
                break;
            case (FixedPointColumn numbers, Int128 units):
                numbers.Add(units);
                break;
            case (RealColumn numbers, double number):
                numbers.Add(number);
                break;
            case (TextColumn texts, string text):
                texts.Add(Encoding.UTF8.GetBytes(text));
                break;
            default:
                throw new ArgumentException($"a column of {column.Type} takes no {value.GetType().Name}");
        }
    }

    private static ViewDefinition View(string name, string[] keys, string[] by, params ColumnDefinition[] columns) => new()
    {
        Name = name,
        KeyNames = keys,
        KeyFields = [.. Enumerable.Range(0, keys.Length)],
        ByNames = by,
        ByFields = [.. Enumerable.Range(keys.Length, by.Length)],
        Window = new WindowDefinition(WindowMs, WindowMs),
        Columns = columns,
        ServeBy = [[.. keys, "window"]],
    };
}
