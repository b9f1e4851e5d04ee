using System.Globalization;
using System.Text;
using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Hashing;
using ActorPipeline.TestKit.Workloads;
using ActorPipeline.Views;
using ActorPipeline.Windows;

namespace ActorPipeline.Tests.Engine.Windows;

/// <summary>One event for a table: empty texts mean that it has no such value; without one to count it has no number either.</summary>
internal sealed record FilledUnit(string Key, string By, string Distinct, Int128 Number, string Last, int Offset);

/// <summary>Fills tables without an intake.</summary>
internal static class TableFiller
{
    /// <summary>A view that counts different clients per page.</summary>
    public static ViewDefinition Counting { get; } = new()
    {
        Name = "pages",
        KeyFields = [RandomPipeline.Page],
        KeyNames = ["page"],
        ByFields = [],
        ByNames = [],
        Window = new WindowDefinition(1000, 1000),
        Columns = [new ColumnDefinition("clients", ColumnKind.Distinct, RandomPipeline.Client)],
        ServeBy = [["page"]],
    };

    /// <summary>A view with a column of every kind.</summary>
    public static ViewDefinition Computing { get; } = Counting with
    {
        Columns = [.. Enum.GetValues<ColumnKind>().Select(kind => new ColumnDefinition($"{kind}", kind, RandomPipeline.Amount))],
    };

    /// <summary>What tables are hashed by unless a test says otherwise.</summary>
    public static TableHash Hash { get; } = new(new Random(1));

    /// <summary>Draws an event.</summary>
    public static FilledUnit Draw(Random random, int offset) => new(
        $"p{random.Next(6)}",
        $"b{random.Next(3)}",
        random.Next(5) == 0 ? "" : $"c{random.Next(12)}",
        random.Next(-3, 4) * 1_000_000_000L,
        random.Next(3) == 0 ? "" : $"n{random.Next(4)}",
        offset);

    /// <summary>Applies events to an empty table.</summary>
    public static PaneTable Fill(ViewDefinition view, int limit, IReadOnlyList<FilledUnit> units, TableHash? hash = null)
    {
        var table = new PaneTable(view, limit, hash ?? Hash);
        var batch = new EventBatch([view]) { Partition = 1 };
        var section = batch.Sections[0];
        foreach (var unit in units)
        {
            Add(batch, section, unit);
        }

        var run = new UnitRun(batch, section, Enumerable.Range(0, units.Count).ToArray(), new int[units.Count], table.Texts, new int[batch.Texts.Count]);
        var groups = new int[units.Count];
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = table.GetOrAdd(run.TextOf(section.UnitKey[i]), section.HasBy ? run.TextOf(section.UnitBy[i]) : 0);
        }

        table.Apply(new UnitRun(batch, section, run.Units, groups, table.Texts, new int[batch.Texts.Count]));
        return table;
    }

    /// <summary>The rows of a table as text, in order.</summary>
    public static List<string> Rows(PaneTable table, ViewDefinition view)
    {
        var columns = view.Columns.Select(column => RowColumn.Of(column.Type)).ToList();
        var rows = new List<string>();
        var exact = columns.ConvertAll(_ => Enumerable.Repeat(true, table.Groups).ToArray());
        for (var i = 0; i < columns.Count; i++)
        {
            table.Columns[i].Emit(Enumerable.Range(0, table.Groups).ToArray(), table.Texts, columns[i], exact[i]);
        }

        for (var group = 0; group < table.Groups; group++)
        {
            var by = view.ByFields.Count > 0 ? Encoding.UTF8.GetString(table.Texts[table.ByOf(group)]) : "";
            var values = columns.Select((column, i) => $"{exact[i][group]} {Show(column.ValueOf(group))}").ToList();
            rows.Add(string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetString(table.Texts[table.KeyOf(group)])} {by}: {string.Join(", ", values)}"));
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private static string Show(object? value) => value is string text ? $"'{text}'" : Convert.ToString(value ?? "none", CultureInfo.InvariantCulture)!;

    private static void Add(EventBatch batch, BatchSection section, FilledUnit unit)
    {
        section.UnitKey.Add(batch.Texts.Add(Encoding.UTF8.GetBytes(unit.Key)));
        if (section.HasBy)
        {
            section.UnitBy.Add(batch.Texts.Add(Encoding.UTF8.GetBytes(unit.By)));
        }

        section.UnitCount.Add(1);
        section.EventOffset.Add(unit.Offset);
        foreach (var column in section.Columns)
        {
            var text = column.Kind == ColumnKind.Last ? unit.Last : unit.Distinct;
            column.Text.Add(text.Length == 0 ? 0 : batch.Texts.Add(Encoding.UTF8.GetBytes(text)) + 1);
            column.TimeMs.Add(unit.Offset % 7);
            column.Number.Add(unit.Number);
            column.Present.Add(unit.Distinct.Length == 0 ? 0 : 1);
        }
    }
}
