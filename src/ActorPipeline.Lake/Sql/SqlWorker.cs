using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using ActorPipeline.Embedded.Files;

namespace ActorPipeline.Lake.Sql;

/// <summary>The process that runs one statement and ends. It speaks lines of JSON: it reads a <see cref="SqlJob"/>, asks with a <see cref="SqlMessage"/> for
/// the files of tables, reads those, and tells the <see cref="SqlOutcome"/>.</summary>
/// <remarks>A process of its own, since a single call of a function may take all memory there is, in one go and without being interrupted: DuckDB bounds what
/// it keeps, not what it computes with. The process has a limit, and can be ended.</remarks>
public static class SqlWorker
{
    /// <summary>The command-line argument that a process becomes one by.</summary>
    public const string Argument = "sql-worker";

    // What the runtime, DuckDB's library and their threads take before a statement does.
    private const long BaseBytes = 256L << 20;

    // A native thread's stack counts whole.
    private const long StackBytes = 8L << 20;

    /// <summary>Runs the statement that comes in.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(Stream input, Stream output)
    {
        using var lines = new BlockingCollection<string>();
        Listen(input, lines);
        using var writer = new StreamWriter(output, new UTF8Encoding(false)) { AutoFlush = true };
        var job = JsonSerializer.Deserialize(lines.Take(), SqlJson.Default.SqlJob)!;

        // As much again for values on their way, which DuckDB does not count.
        LibC.LimitMemory(BaseBytes + (job.Limits.Threads * StackBytes) + (2 * job.Limits.MemoryBytes));
        var outcome = new SqlRun(job, tables => Ask(tables, lines, writer)).Execute(CancellationToken.None);
        writer.WriteLine(JsonSerializer.Serialize(new SqlMessage(null, outcome), SqlJson.Default.SqlMessage));
        return 0;
    }

    /// <summary>A job as the line that a worker reads first.</summary>
    public static string Write(SqlJob job) => JsonSerializer.Serialize(job, SqlJson.Default.SqlJob);

    /// <summary>Files of tables as the line that it has asked for.</summary>
    public static string Write(IReadOnlyList<IReadOnlyList<string>> paths) => JsonSerializer.Serialize(paths, SqlJson.Default.IReadOnlyListIReadOnlyListString);

    /// <summary>Reads what a worker says.</summary>
    /// <exception cref="JsonException">It is nothing that a worker says.</exception>
    public static SqlMessage ReadMessage(string line) =>
        JsonSerializer.Deserialize(line, SqlJson.Default.SqlMessage) ?? throw new JsonException("a worker says something");

    // A node that dies ends nobody's process. Its end of the pipe is closed then, whatever DuckDB is at: a statement without end must not go on alone.
    private static void Listen(Stream input, BlockingCollection<string> lines)
    {
        var listener = new Thread(() =>
        {
            using var reader = new StreamReader(input, Encoding.UTF8);
            while (reader.ReadLine() is { } line)
            {
                lines.Add(line);
            }

            Environment.Exit(1);
        });
        listener.IsBackground = true;
        listener.Start();
    }

    private static IReadOnlyList<IReadOnlyList<string>> Ask(IReadOnlyList<SqlTable> tables, BlockingCollection<string> lines, StreamWriter writer)
    {
        if (tables.Count == 0)
        {
            return [];
        }

        writer.WriteLine(JsonSerializer.Serialize(new SqlMessage([.. tables.Select(table => table.Name)], null), SqlJson.Default.SqlMessage));
        return JsonSerializer.Deserialize(lines.Take(), SqlJson.Default.IReadOnlyListIReadOnlyListString)!;
    }
}

/// <summary>What a worker says: one or the other.</summary>
/// <param name="Reads">The names of the tables whose files it needs.</param>
/// <param name="Outcome">How the statement ended.</param>
public sealed record SqlMessage(IReadOnlyList<string>? Reads, SqlOutcome? Outcome);
