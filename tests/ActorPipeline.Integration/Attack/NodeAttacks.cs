using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ActorPipeline.Integration.Processes;
using Xunit;

namespace ActorPipeline.Integration.Attack;

/// <summary>Attacks on a node that serves <c>site-log</c>, with clients who mean well beside. Of each: how much was tried, and how much got through.</summary>
/// <param name="node">The node; the variable <see cref="SecretVariable"/> of its process holds <see cref="Secret"/>.</param>
/// <param name="genuine">Those who mean well.</param>
/// <param name="folder">A folder for files.</param>
internal sealed class NodeAttacks(NodeProcess node, GenuineTraffic genuine, string folder)
{
    /// <summary>A variable of the node's process that nobody may read.</summary>
    public const string SecretVariable = "AP_ATTACK_SECRET";

    /// <summary>What it holds.</summary>
    public const string Secret = "it-is-a-secret-of-this-machine";

    private const string LookAtAll = "GET /api/pipelines/site-log/views/page-visits/rows?limit=10000 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    private const string AnnounceMuch = "POST /collect/site-log HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: 1000000\r\n\r\nweb1;";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Events that the node has acknowledged to an attacker.</summary>
    public int Accepted { get; private set; }

    /// <summary>All of them, by name.</summary>
    public IEnumerable<(string Name, Func<Task<(int Tried, int GotThrough)>> Run)> All =>
    [
        ("16 events that lie minutes ahead", AheadOfTimeAsync),
        ("16 clients that ask for all rows and read none", () => HoldAsync(node.Web, 16, LookAtAll)),
        ("64 bodies of 1 MB that are announced and not sent", () => HoldAsync(node.Web, 64, AnnounceMuch)),
        ("300 connections to the web listener that say nothing", () => HoldAsync(node.Web, 300, "")),
        ("200 connections to the operators' listener that say nothing", () => HoldAsync(node.Operators, 200, "")),
        ("500 dashboards that connect at once", ConnectAtOnceAsync),
        ("definitions that ask for files and variables of the node", AskForSecretsAsync),
        ("pages named with control characters, on a terminal", NameWithControlsAsync),
    ];

    /// <summary>So many rows that an answer with all of them does not fit into the buffers of a connection.</summary>
    public async Task FillAsync()
    {
        const int Pages = 10_000;
        await SendPagesAsync(Pages, i => $"/{i:D6}/{new string('x', 200)}");
        await Deadline.UntilAsync(
            async () =>
            {
                await genuine.SendAsync(1);
                return (await node.Pbm.RowsAsync("site-log", "page-visits", Cancelled)).Count;
            },
            rows => rows >= Pages,
            Cancelled);
    }

    /// <summary>A burst of pages that nobody has seen before.</summary>
    /// <returns>The most memory that the process was seen to have, and in how long it was back where it is told to be.</returns>
    public async Task<(long PeakBytes, TimeSpan BackAfter)> BurstAsync(int pages, long backBelow)
    {
        var peak = 0L;
        await SendPagesAsync(pages, i => $"/burst/{i}");
        var ended = TimeProvider.System.GetTimestamp();
        await Deadline.UntilAsync(
            async () =>
            {
                await genuine.SendAsync(1);
                var bytes = await ResidentAsync();
                peak = Math.Max(peak, bytes);
                return (Bytes: bytes, IsOver: peak > backBelow);
            },
            memory => memory.IsOver && memory.Bytes < backBelow,
            Cancelled);
        return (peak, TimeProvider.System.GetElapsedTime(ended));
    }

    private async Task SendPagesAsync(int pages, Func<int, string> name)
    {
        foreach (var part in Enumerable.Range(0, pages).Chunk(1_000))
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            var lines = string.Join('\n', part.Select(i => string.Create(CultureInfo.InvariantCulture, $"web1;{now};10.0.0.1;{name(i)}")));
            await Deadline.UntilAsync(() => TakesAsync(lines), taken => taken, Cancelled);
            Accepted += part.Length;
        }
    }

    private async Task<bool> TakesAsync(string lines)
    {
        using var answer = await node.Http.PostAsync(new Uri("/collect/site-log", UriKind.Relative), new StringContent(lines), Cancelled);
        Assert.True(answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests, $"{answer.StatusCode}");
        return answer.IsSuccessStatusCode;
    }

    private async Task<long> ResidentAsync()
    {
        const string Name = "process_working_set_bytes ";
        var metrics = await node.Http.GetStringAsync(new Uri(node.Operators, "/metrics"), Cancelled);
        return long.Parse(metrics.Split('\n').First(line => line.StartsWith(Name, StringComparison.Ordinal)).AsSpan(Name.Length), CultureInfo.InvariantCulture);
    }

    // What gets through is an event of somebody else that is late by them.
    private async Task<(int Tried, int GotThrough)> AheadOfTimeAsync()
    {
        using var answer = await node.Http.PostAsync(
            new Uri("/collect/site-log", UriKind.Relative), GenuineTraffic.Text(16, TimeSpan.FromSeconds(590), "/ahead"), Cancelled);
        Assert.True(answer.IsSuccessStatusCode);
        Accepted += 16;
        await genuine.SendAsync(100);
        await node.Pbm.RunAsync(Cancelled, "events", "wait", "site-log");
        return (16, (int)(await node.CountersAsync("site-log", Cancelled)).Late);
    }

    // What gets through keeps somebody else out while it lasts.
    private async Task<(int Tried, int GotThrough)> HoldAsync(Uri listener, int count, string begin)
    {
        using var sockets = new OpenSockets();
        await sockets.OpenAsync(listener, count, begin, Cancelled);
        return (sockets.Count, await genuine.SendAsync(20) + await genuine.LookAsync(5));
    }

    // What gets through is a dashboard that is not served.
    private async Task<(int Tried, int GotThrough)> ConnectAtOnceAsync()
    {
        var served = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Watcher.WatchAsync(node.Web, Cancelled)));
        return (served.Length, served.Count(isServed => !isServed));
    }

    private async Task<(int Tried, int GotThrough)> AskForSecretsAsync()
    {
        var file = Path.Combine(folder, "secret.conf");
        await File.WriteAllTextAsync(file, $"stolen = {Secret}", Cancelled);
        string[] texts =
        [
            $"include \"{file}\"\npipelines.x.source.topic = ${{stolen}}",
            $"include file(\"{file}\")\npipelines.x.source.topic = ${{stolen}}",
            $"pipelines.x.source.topic = ${{{SecretVariable}}}",
            $"pipelines.x.source.topic = ${{?{SecretVariable}}}",
        ];
        var gotThrough = 0;
        foreach (var text in texts)
        {
            using var answer = await node.Http.PostAsync(new Uri(node.Operators, "/pbm/check"), new StringContent(text), Cancelled);
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
            using var answer = await node.Http.PostAsync(new Uri("/collect/site-log", UriKind.Relative), content, Cancelled);
            Assert.True(answer.IsSuccessStatusCode);
            Accepted++;
        }

        var table = await node.Pbm.TextAsync(Cancelled, "view", "rows", "site-log", "page-visits", "--open", "--limit", "100000");
        Assert.All((string[])["clear", "title", "red", "gnp.exe"], name => Assert.Contains(name, table, StringComparison.Ordinal));
        return (pages.Length, table.Count(character => (char.IsControl(character) && character is not ('\n' or '\r')) || character == '\u202e'));
    }
}
