using System.Globalization;
using System.Text.Json;
using ActorPipeline.Integration.Processes;
using Xunit;

namespace ActorPipeline.Integration.Ingestion;

/// <summary>The files of a rotated log, given as a shell lists them: the newest first.</summary>
public sealed class RotatedFilesTests
{
    private const string Pipeline = "access-log";
    private const int LinesOfEach = 2_000;
    private static readonly DateTimeOffset Begin = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_are_read_in_the_order_of_their_first_lines()
    {
        using var folder = new TemporaryFolder();
        await using var node = await NodeProcess.StartAsync(folder.Of("data"), Cancelled);

        var summary = await node.Pbm.RunAsync(Cancelled, ["events", "load", Pipeline, .. await WriteAsync(folder)]);
        await node.Pbm.FlushAsync(Pipeline, Cancelled);

        Assert.Equal(["access.log.2", "access.log.1", "access.log"], summary.GetProperty("files").EnumerateArray().Select(file => Path.GetFileName(file.GetString())));
        Assert.Equal((3 * LinesOfEach, 0, 0), Figures(summary));
        var counters = await node.Pbm.CountersAsync(Pipeline, Cancelled);
        counters.AssertAddUp(3 * LinesOfEach);
        Assert.Equal(3 * LinesOfEach, counters.Applied);
    }

    [Fact]
    public async Task What_is_late_in_the_order_given_is_told_and_makes_the_exit_code_1()
    {
        using var folder = new TemporaryFolder();
        await using var node = await NodeProcess.StartAsync(folder.Of("data"), Cancelled);
        var files = await WriteAsync(folder);
        await File.AppendAllTextAsync(files[0], "no line of a log\n", Cancelled);

        await using var load = node.Pbm.Start(["events", "load", Pipeline, .. files, "--as-given"]);
        var result = await load.ResultAsync(Cancelled);

        Assert.Equal(1, result.ExitCode);
        var (applied, late, dead) = Figures(JsonElement.Parse(result.Output));
        var counters = await node.Pbm.CountersAsync(Pipeline, Cancelled);
        counters.AssertAddUp((3 * LinesOfEach) + 1);
        Assert.Equal((counters.Applied, counters.Late, counters.DeadLetter), (applied, late, dead));
        Assert.NotEqual(0, late);
        Assert.Contains($"{late} events were late for every window", result.Errors, StringComparison.Ordinal);
        Assert.Contains("1 became dead letters: bad-access-log 1", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(700)]
    [InlineData(LinesOfEach - 1)]
    public async Task One_line_a_year_ahead_makes_no_other_one_late(int index)
    {
        using var folder = new TemporaryFolder();
        await using var node = await NodeProcess.StartAsync(folder.Of("data"), Cancelled);
        var file = (await WriteAsync(folder))[2];
        var lines = (await File.ReadAllLinesAsync(file, Cancelled)).Select(line => line.Replace("/2026:", "/2015:", StringComparison.Ordinal)).ToArray();
        lines[index] = lines[index].Replace("/2015:", "/2016:", StringComparison.Ordinal);
        await File.WriteAllLinesAsync(file, lines, Cancelled);

        var summary = await node.Pbm.RunAsync(Cancelled, "events", "load", Pipeline, file);
        Assert.Equal((LinesOfEach, 0, 0), Figures(summary));
        await node.Pbm.FlushAsync(Pipeline, Cancelled);

        var rows = await node.Pbm.RowsAsync(Pipeline, "page-visits", Cancelled);
        var visits = rows.ToLookup(row => row.GetProperty("window").GetProperty("start").GetString()![..4], row => row.GetProperty("columns").GetProperty("visits").GetInt64());
        Assert.Equal((LinesOfEach - 1, 1), (visits["2015"].Sum(), visits["2016"].Sum()));
    }

    [Fact]
    public async Task A_file_of_another_format_is_refused_before_anything_is_loaded()
    {
        using var folder = new TemporaryFolder();
        await using var node = await NodeProcess.StartAsync(folder.Of("data"), Cancelled);
        var files = await WriteAsync(folder);
        await File.WriteAllLinesAsync(folder.Of("other"), Enumerable.Range(0, 20).Select(i => $"{{\"event\":{i}}}"), Cancelled);

        await using var load = node.Pbm.Start(["events", "load", Pipeline, .. files, folder.Of("other")]);
        var result = await load.ResultAsync(Cancelled);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("other: 100 % of the first 20 events are not of the format of access-log (record 1: bad-access-log: ", result.Errors, StringComparison.Ordinal);
        (await node.Pbm.CountersAsync(Pipeline, Cancelled)).AssertAddUp(0);
    }

    private static (long Applied, long Late, long DeadLetters) Figures(JsonElement summary) =>
        (summary.GetProperty("applied").GetInt64(), summary.GetProperty("late").GetInt64(), summary.GetProperty("dead_letters").GetInt64());

    // Eight hours each.
    private static async Task<string[]> WriteAsync(TemporaryFolder folder)
    {
        string[] files = [folder.Of("access.log"), folder.Of("access.log.1"), folder.Of("access.log.2")];
        for (var age = 0; age < files.Length; age++)
        {
            var first = Begin + ((files.Length - 1 - age) * TimeSpan.FromHours(8));
            await File.WriteAllLinesAsync(
                files[age],
                Enumerable.Range(0, LinesOfEach).Select(i => string.Create(
                    CultureInfo.InvariantCulture,
                    $"192.0.2.{i % 9} - - [{first.AddSeconds(i * 14):dd/MMM/yyyy:HH:mm:ss} +0000] \"GET /p{i % 50} HTTP/1.1\" 200 {i} \"-\" \"m\"")),
                Cancelled);
        }

        return files;
    }
}
