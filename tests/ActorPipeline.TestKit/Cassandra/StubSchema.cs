using System.Text;
using System.Text.RegularExpressions;
using ActorPipeline.Cql.Types;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.TestKit.Cassandra;

/// <summary>Tables that stub nodes know by the statements that make them, to describe prepared statements as a server would. Columns are of simple types.</summary>
internal sealed partial class StubSchema
{
    private readonly Dictionary<string, StubTable> _tables;

    /// <param name="statements">What makes the tables, as <c>CREATE TABLE IF NOT EXISTS keyspace.name (…)</c>.</param>
    public StubSchema(IEnumerable<string> statements) => _tables = statements.Select(StubTable.Parse).ToDictionary(table => table.Name);

    /// <summary>The table that a statement is on.</summary>
    public static string TableOf(string cql) => TableName().Match(cql).Groups[1].Value;

    /// <summary>The answer to PREPARE. The statement's id is its text.</summary>
    public StubAnswer Prepared(string cql, int version) => StubAnswer.Build(Opcode.Result, writer =>
    {
        var (table, markers) = (_tables[TableOf(cql)], Markers(cql));
        writer.WriteInt(4);
        writer.WriteShortBytes(Encoding.UTF8.GetBytes(cql));
        if (version >= 5)
        {
            writer.WriteShortBytes([]);
        }

        var key = PartitionKey(cql);
        writer.WriteInt(1);
        writer.WriteInt(markers.Count);
        writer.WriteInt(key.Count);
        foreach (var marker in key)
        {
            writer.WriteShort(marker);
        }

        writer.WriteString("ks");
        writer.WriteString(table.Name);
        foreach (var marker in markers)
        {
            writer.WriteString(marker);
            writer.WriteShort((int)table.Columns[marker]);
        }

        // Rows, where there are any, bring their own columns.
        writer.WriteInt(4);
        writer.WriteInt(0);
    });

    /// <summary>The partition that a statement is on, as text.</summary>
    public string PartitionOf(StubStatement statement) =>
        $"{TableOf(statement.Cql)} {string.Join(' ', PartitionKey(statement.Cql).Select(marker => Convert.ToHexString(statement.Values[marker]!)))}";

    private static List<string> Markers(string cql) => InsertedColumns().Match(cql) is { Success: true } insert
        ? [.. insert.Groups[1].Value.Split(", ")]
        : [.. Marker().Matches(cql).Select(match => match.Groups[1].Value)];

    /// <summary>The first marker of each column of the partition key; none where they do not all have one.</summary>
    private List<int> PartitionKey(string cql)
    {
        var markers = Markers(cql);
        List<int> key = [.. _tables[TableOf(cql)].PartitionKey.Select(column => markers.IndexOf(column))];
        return key.Contains(-1) ? [] : key;
    }

    [GeneratedRegex("""(?:INTO|UPDATE|FROM) \w+\.(\w+)""")]
    private static partial Regex TableName();

    [GeneratedRegex("""^INSERT INTO \S+ \((.*)\) VALUES""")]
    private static partial Regex InsertedColumns();

    [GeneratedRegex("""("[^"]+"|\w+) >?= \?""")]
    private static partial Regex Marker();

    private sealed partial record StubTable(string Name, IReadOnlyDictionary<string, CqlTypeCode> Columns, IReadOnlyList<string> PartitionKey)
    {
        public static StubTable Parse(string statement)
        {
            var columns = Column().Matches(statement).ToDictionary(match => match.Groups[1].Value, match => TypeOf(match.Groups[2].Value));
            var key = Key().Match(statement) is { Success: true } composite ? composite.Groups[1].Value.Split(", ") : [columns.Keys.First()];
            return new StubTable(Created().Match(statement).Groups[1].Value, columns, key);
        }

        private static CqlTypeCode TypeOf(string name) => name == "text" ? CqlTypeCode.Varchar : Enum.Parse<CqlTypeCode>(name, ignoreCase: true);

        [GeneratedRegex("""EXISTS \w+\.(\w+)""")]
        private static partial Regex Created();

        [GeneratedRegex("""("[^"]+"|\w+) (text|int|bigint|blob|date|timestamp|boolean|decimal|double)\b""")]
        private static partial Regex Column();

        [GeneratedRegex("""PRIMARY KEY \(\(([^)]*)\)""")]
        private static partial Regex Key();
    }
}
