using System.Globalization;
using System.Text.Json;
using ActorPipeline.Integration.Processes;
using Xunit;

namespace ActorPipeline.Integration.Lake;

/// <summary>Statements over the lake of a real node, as its users run them: each in a process of its own.</summary>
public sealed class SqlTests
{
    private const string RealLog = "apache_access.log";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_real_log_is_counted_as_its_lines_are_and_what_does_harm_is_refused()
    {
        var file = Checkout.SharedData(RealLog);
        Assert.SkipWhen(file is null && !Checkout.IsContinuousIntegration, $"there is no shared/data/{RealLog} beside the checkout");
        var lines = await File.ReadAllLinesAsync(file ?? throw new FileNotFoundException("The real log must be there.", RealLog), Cancelled);
        using var folder = new TemporaryFolder();
        await using var node = await NodeProcess.StartAsync(folder.Of("data"), Cancelled, "--set", "lake.roll-after=50ms", "--set", "sql.timeout=20s");
        await node.Pbm.TextAsync(Cancelled, "events", "load", "access-log", file, "--allow-dead-letters");
        await node.Pbm.TextAsync(Cancelled, "events", "wait", "access-log", "--lake");

        var rows = await node.Pbm.RunAsync(
            Cancelled, "sql", """select page, count(*) n from "access-log" group by 1 order by n desc, page limit 10""");

        // Lines that were cut off are dead letters, and queries are no part of a page.
        var expected = lines.Where(line => line.EndsWith('"'))
            .Select(line => line.Split('"')[1].Split(' ')[1].Split('?')[0])
            .GroupBy(page => page)
            .Select(page => (Page: page.Key, Count: page.Count()))
            .OrderByDescending(page => page.Count)
            .ThenBy(page => page.Page, StringComparer.Ordinal)
            .Take(10);
        Assert.Equal(expected, rows.EnumerateArray().Select(row => (row.GetProperty("page").GetString()!, row.GetProperty("n").GetInt32())));

        Assert.Equal(1, (await node.Pbm.TryTextAsync(Cancelled, "sql", "select * from read_text('/etc/passwd')")).ExitCode);
        Assert.Equal(1, (await node.Pbm.TryTextAsync(Cancelled, "sql", "select length(repeat('x', 4000000000))")).ExitCode);
        var parquet = folder.Of("pages.parquet");
        await node.Pbm.TextAsync(Cancelled, "sql", """from "access-log" """, "--out", parquet);
        Assert.Equal("PAR1"u8.ToArray(), (await File.ReadAllBytesAsync(parquet, Cancelled))[..4]);
    }

    [Fact]
    public async Task A_statement_without_end_is_ended_and_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        await using var node = await NodeProcess.StartAsync(folder.Of("data"), Cancelled, "--set", "sql.timeout=2s", "--set", "sql.concurrent=2");
        const string Endless = "select count(*) from range(1000000000) a, range(1000000000) b where a.range + b.range = -1";

        // One of them is within a single call for longer than the limit, which nothing interrupts.
        var ended = await Task.WhenAll(
            node.Pbm.TryTextAsync(Cancelled, "sql", Endless),
            node.Pbm.TryTextAsync(Cancelled, "sql", "select count(*) from range(1000) t(i) where list_sum(list_transform(range(5000), x -> list_sum(range(5000 + i)))) = -1"));

        Assert.Equal([5, 5], ended.Select(one => one.ExitCode));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(folder.Of("data"), "spill", "sql")));
        Assert.Empty(Workers(node.Id));
        Assert.Equal("[]", JsonSerializer.Serialize(await node.Pbm.RunAsync(Cancelled, "sql", """from "access-log" """)));
    }

    [Fact]
    public async Task A_statement_ends_with_the_node_that_is_killed()
    {
        using var folder = new TemporaryFolder();
        await using var node = await NodeProcess.StartAsync(folder.Of("data"), Cancelled, "--set", "sql.timeout=1h");
        await using var statement = node.Pbm.Start("sql", "select count(*) from range(1000000000) a, range(1000000000) b where a.range + b.range = -1");
        var workers = await Deadline.UntilAsync(() => Task.FromResult(Workers(node.Id).ToList()), found => found.Count == 1, Cancelled);

        await node.KillAsync(Cancelled);

        await Deadline.UntilAsync(() => Task.FromResult(Directory.Exists(workers[0])), isThere => !isThere, Cancelled);
        Assert.Equal(3, (await statement.ResultAsync(Cancelled)).ExitCode);
    }

    // Children of the node, as /proc lists them.
    private static IEnumerable<string> Workers(int node) => Directory.EnumerateDirectories("/proc")
        .Where(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _))
        .Where(folder => IsChild(Path.Combine(folder, "stat"), node));

    private static bool IsChild(string path, int parent)
    {
        try
        {
            var stat = File.ReadAllText(path);
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == parent.ToString(CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return false;
        }
    }
}
