using System.Globalization;
using System.Text.Json;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Tests.Pbm;
using Xunit;

namespace ActorPipeline.Tests.Node.Hosting;

/// <summary>What <c>pbm pipeline guess</c> proposes for a file runs as it stands, and loads all of the file.</summary>
public sealed class GuessedPipelineTests : IDisposable
{
    private const int Events = 60;

    // Per file the line of an event by its number, and what stands before the first one.
    private static readonly Dictionary<string, (string Head, Func<int, DateTime, string> Line)> Files = new()
    {
        ["nginx.log"] = ("", (i, time) => $"192.0.2.{i} - - [{time:dd/MMM/yyyy:HH:mm:ss} +0000] \"GET /p{i % 7}?q HTTP/1.1\" 200 {i} \"-\" \"probe/1\" \"-\""),
        ["own-layout.log"] = ("", (i, time) => $"[{time:yyyy-MM-dd'T'HH:mm:ss}+00:00] 192.0.2.{i} \"GET /p{i % 7} HTTP/1.1\" 200 {i} rt=0.00{i % 10}"),
        ["iis.log"] = (
            "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time c-ip cs-uri-stem sc-status cs(User-Agent)\n",
            (i, time) => $"{time:yyyy-MM-dd HH:mm:ss} 192.0.2.{i} /p{i % 7} 200 {(i % 3 == 0 ? "-" : "Mozilla/5.0+(X11)")}"),
        ["caddy.json"] = ("", (i, time) =>
            $$$"""{"ts":{{{new DateTimeOffset(time).ToUnixTimeSeconds()}}}.25,"request":{"uri":"/p{{{i % 7}}}","headers":{"User-Agent":["curl/{{{i}}}"]}},"status":200,"size":{{{i}}}}"""),
        ["orders.csv"] = ("id,ordered at,who,text\n", (i, time) => $"7{i:D9}00000000,{time:yyyy-MM-dd HH:mm:ss},ann {i % 5},\"two\nlines, {i}\""),
        ["visits.txt"] = ("", (i, time) => $"web{i % 3};{new DateTimeOffset(time).ToUnixTimeSeconds()};10.0.0.{i};/p{i % 7}"),
    };

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Names => new(Files.Keys);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_takes_every_event_of_the_file(string name)
    {
        var (head, line) = Files[name];
        var start = new DateTime(2024, 3, 6, 9, 15, 0, DateTimeKind.Utc);
        var lines = Enumerable.Range(0, Events).Select(i => line(i, start.AddSeconds(7 * i)));
        var file = _folder.File(name, head + string.Join('\n', lines) + "\n");

        JsonElement guess = default;
        await RunningNode.RunAsync(Path.Combine(_folder.Path, "first"), async node => guess = await AskAsync(node, "pipeline", "guess", file));
        Assert.Equal(guess.GetProperty("records").GetInt32(), guess.GetProperty("taken").GetInt32());

        var pipeline = guess.GetProperty("name").GetString()!;
        var configuration = _folder.File($"{pipeline}.conf", guess.GetProperty("definition").GetString()!);
        await RunningNode.RunAsync(
            Path.Combine(_folder.Path, "second"),
            async node =>
            {
                var options = guess.GetProperty("load_options").EnumerateArray().Select(option => option.GetString()!);
                var loaded = await AskAsync(node, ["events", "load", pipeline, file, .. options]);
                Assert.Equal((0, 0), (loaded.GetProperty("late").GetInt32(), loaded.GetProperty("dead_letters").GetInt32()));

                await AskAsync(node, "events", "wait", pipeline, "--flush");
                var rows = await AskAsync(node, "view", "rows", pipeline, "per-minute", "--limit", "1000");
                Assert.Equal(Events, rows.EnumerateArray().Sum(row => row.GetProperty("columns").GetProperty("events").GetInt64()));
            },
            "--config",
            configuration);
    }

    private static async Task<JsonElement> AskAsync(RunningNode node, params string[] arguments)
    {
        using var run = new PbmRun(node.Operators);
        Assert.True(await run.RunAsync([.. arguments, "-o", "json"]) == ExitCode.Ok, string.Create(CultureInfo.InvariantCulture, $"{string.Join(' ', arguments)}: {run.Error.Text}"));
        return JsonDocument.Parse(run.Out.Text).RootElement;
    }
}
