using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using ActorPipeline.Integration.Processes;
using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Integration.Attack;

/// <summary>Attacks a node as it ships, with clients who mean well beside. Each line of the table it prints: what was tried, what got through, and what of the others
/// was lost by it.</summary>
public sealed class AttackTests : IAsyncDisposable
{
    private const string Secret = "it-is-a-secret-of-this-machine";
    private const string LookAtAll = "GET /api/pipelines/site-log/views/page-visits/rows?limit=10000 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    private const string AnnounceMuch = "POST /collect/site-log HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: 1000000\r\n\r\nweb1;";

    private readonly TemporaryFolder _folder = new();
    private readonly AttackTable _table = new();
    private NodeProcess _node = null!;
    private GenuineTraffic _genuine = null!;
    private int _accepted;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await (_node?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Dispose();
    }

    [Fact]
    public async Task Nothing_gets_through_and_nobody_else_loses_anything()
    {
        LongTests.RunOrSkip();
        _node = await NodeProcess.LaunchAsync(_folder.Of("data"), FreePorts.Pair(), new Dictionary<string, string> { ["AP_ATTACK_SECRET"] = Secret }, Cancelled);
        await _node.AwaitReadyAsync(Cancelled);
        _genuine = new GenuineTraffic(_node, Cancelled);
        await FillAsync();

        await AttackAsync("16 events that lie minutes ahead", AheadOfTimeAsync);
        await AttackAsync("16 clients that ask for all rows and read none", () => HoldAsync(_node.Web, 16, LookAtAll));
        await AttackAsync("64 bodies of 1 MB that are announced and not sent", () => HoldAsync(_node.Web, 64, AnnounceMuch));
        await AttackAsync("300 connections to the web listener that say nothing", () => HoldAsync(_node.Web, 300, ""));
        await AttackAsync("200 connections to the operators' listener that say nothing", () => HoldAsync(_node.Operators, 200, ""));
        await AttackAsync("200 dashboards that connect at once", ConnectAtOnceAsync);
        await AttackAsync("definitions that ask for files and variables of the node", AskForSecretsAsync);
        await AttackAsync("pages named with control characters, on a terminal", NameWithControlsAsync);

        await _node.Pbm.FlushAsync("site-log", Cancelled);
        var counters = await _node.CountersAsync("site-log", Cancelled);
        Assert.Equal((_genuine.Acknowledged + _accepted, 0, 0), (counters.Applied, counters.Late, counters.DeadLetter));
        _table.Print();
        Assert.All(_table.Attacks, attack => Assert.Equal((0, 0), (attack.GotThrough, attack.Lost)));
    }

    // So many rows that an answer with all of them does not fit into the buffers of a connection.
    private async Task FillAsync()
    {
        const int Pages = 10_000;
        var lines = Enumerable.Range(0, Pages).Select(i => $"web1;{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()};10.0.0.1;/{i:D6}/{new string('x', 200)}");
        foreach (var part in lines.Chunk(1_000))
        {
            using var answer = await _node.Http.PostAsync(new Uri("/collect/site-log", UriKind.Relative), new StringContent(string.Join('\n', part)), Cancelled);
            Assert.True(answer.IsSuccessStatusCode);
            _accepted += part.Length;
        }

        await Deadline.UntilAsync(
            async () =>
            {
                await _genuine.SendAsync(1);
                return (await _node.Pbm.RowsAsync("site-log", "page-visits", Cancelled)).Count;
            },
            rows => rows >= Pages,
            Cancelled);
    }

    // Beside each attack and after it others send events, look at rows and probe.
    private async Task AttackAsync(string name, Func<Task<(int Tried, int GotThrough)>> attack)
    {
        var (tried, gotThrough) = await attack();
        _table.Add(name, tried, gotThrough, await _genuine.SendAsync(20) + await _genuine.LookAsync(5));
    }

    // What gets through is an event of somebody else that is late by them.
    private async Task<(int Tried, int GotThrough)> AheadOfTimeAsync()
    {
        using var answer = await _node.Http.PostAsync(
            new Uri("/collect/site-log", UriKind.Relative), GenuineTraffic.Text(16, TimeSpan.FromSeconds(590), "/ahead"), Cancelled);
        Assert.True(answer.IsSuccessStatusCode);
        _accepted += 16;
        await _genuine.SendAsync(100);
        await _node.Pbm.RunAsync(Cancelled, "events", "wait", "site-log");
        return (16, (int)(await _node.CountersAsync("site-log", Cancelled)).Late);
    }

    // What gets through keeps somebody else out while it lasts.
    private async Task<(int Tried, int GotThrough)> HoldAsync(Uri listener, int count, string begin)
    {
        using var sockets = new OpenSockets();
        await sockets.OpenAsync(listener, count, begin, Cancelled);
        return (sockets.Count, await _genuine.SendAsync(20) + await _genuine.LookAsync(5));
    }

    // What gets through is a dashboard that is not served.
    private async Task<(int Tried, int GotThrough)> ConnectAtOnceAsync()
    {
        var served = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Watcher.WatchAsync(_node.Web, Cancelled)));
        return (served.Length, served.Count(isServed => !isServed));
    }

    private async Task<(int Tried, int GotThrough)> AskForSecretsAsync()
    {
        var file = _folder.Of("secret.conf");
        await File.WriteAllTextAsync(file, $"stolen = {Secret}", Cancelled);
        string[] texts =
        [
            $"include \"{file}\"\npipelines.x.source.topic = ${{stolen}}",
            $"include file(\"{file}\")\npipelines.x.source.topic = ${{stolen}}",
            "pipelines.x.source.topic = ${AP_ATTACK_SECRET}",
            "pipelines.x.source.topic = ${?AP_ATTACK_SECRET}",
        ];
        var gotThrough = 0;
        foreach (var text in texts)
        {
            using var answer = await _node.Http.PostAsync(new Uri(_node.Operators, "/pbm/check"), new StringContent(text), Cancelled);
            gotThrough += (await answer.Content.ReadAsStringAsync(Cancelled)).Contains(Secret, StringComparison.Ordinal) ? 1 : 0;
        }

        return (texts.Length, gotThrough);
    }

    private async Task<(int Tried, int GotThrough)> NameWithControlsAsync()
    {
        string[] pages = ["/\x1b[2Jclear", "/\x1b]0title\x07", "/\x9b31mred", "/\u202egnp.exe"];
        foreach (var page in pages)
        {
            using var content = GenuineTraffic.Text(1, TimeSpan.Zero, page);
            content.Headers.ContentType = new MediaTypeHeaderValue("text/plain", Encoding.UTF8.WebName);
            using var answer = await _node.Http.PostAsync(new Uri("/collect/site-log", UriKind.Relative), content, Cancelled);
            Assert.True(answer.IsSuccessStatusCode);
            _accepted++;
        }

        var table = await _node.Pbm.TextAsync(Cancelled, "view", "rows", "site-log", "page-visits", "--open", "--limit", "100000");
        Assert.All((string[])["clear", "title", "red", "gnp.exe"], name => Assert.Contains(name, table, StringComparison.Ordinal));
        return (pages.Length, table.Count(character => (char.IsControl(character) && character is not ('\n' or '\r')) || character == '\u202e'));
    }

    private sealed class AttackTable
    {
        private readonly List<(string Name, int Tried, int GotThrough, int Lost)> _attacks = [];

        public IReadOnlyList<(string Name, int Tried, int GotThrough, int Lost)> Attacks => _attacks;

        public void Add(string name, int tried, int gotThrough, int lost) => _attacks.Add((name, tried, gotThrough, lost));

        public void Print()
        {
            var output = TestContext.Current.TestOutputHelper!;
            output.WriteLine($"{"",-62}{"tried",8}{"got through",14}{"lost",8}");
            foreach (var (name, tried, gotThrough, lost) in _attacks)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-62}{tried,8}{gotThrough,14}{lost,8}"));
            }
        }
    }
}
