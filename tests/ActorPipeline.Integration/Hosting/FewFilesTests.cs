using System.Globalization;
using System.Net;
using System.Text;
using ActorPipeline.Integration.Processes;
using Xunit;

namespace ActorPipeline.Integration.Hosting;

/// <summary>A node that may have few files open, and clients that want more.</summary>
public sealed class FewFilesTests : IDisposable
{
    private const int Limit = 700;
    private const int Crowd = 1_000;
    private const int Configuration = 2;
    private const string HalfOpen = "POST /pbm/pipelines/site-log/loads/mine/events?first=0 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 16000000\r\n\r\n";

    private readonly OpenSockets _crowd = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _crowd.Dispose();

    [Fact]
    public async Task A_thousand_idle_and_a_thousand_half_open_clients_do_not_keep_others_out()
    {
        SkipOnWindows();
        using var folder = new TemporaryFolder();
        await using var node = await NodeProcess.StartLimitedAsync(folder.Path, $"-n {Limit}", Cancelled);
        Assert.Contains($"this process may have {Limit} files open", node.Errors, StringComparison.Ordinal);

        await ConnectAsync(node.Web, "");
        await ConnectAsync(node.Operators, HalfOpen);
        await AssertServesAsync(node);

        // Again, with the crowd still there.
        await ConnectAsync(node.Web, "GET / HTTP/1.1\r\nHo");
        await AssertServesAsync(node);
        var metrics = await MetricsAsync(node);
        Assert.Equal(Limit, metrics["process_max_fds"]);
        Assert.InRange(metrics["process_open_fds"], 1, Limit - 1);

        var stopped = await node.TerminateAsync(Cancelled);
        Assert.True(stopped.ExitCode == 0, $"exit code {stopped.ExitCode}: {stopped.Errors}");
    }

    [Fact]
    public async Task The_soft_limit_is_raised_to_the_hard_one()
    {
        SkipOnWindows();
        using var folder = new TemporaryFolder();
        await using var node = await NodeProcess.StartLimitedAsync(folder.Path, "-Sn 128", Cancelled);
        Assert.InRange((await MetricsAsync(node))["process_max_fds"], 129, double.MaxValue);
    }

    [Fact]
    public async Task A_node_that_could_not_run_says_what_it_needs()
    {
        SkipOnWindows();
        using var folder = new TemporaryFolder();
        var node = await NodeProcess.RunLimitedAsync(folder.Of("data"), "-n 200", Cancelled);
        Assert.True(node.ExitCode == Configuration, $"exit code {node.ExitCode}: {node.Errors}");
        var line = Assert.Single(node.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("this process may have 200 files open, and this node needs ", line, StringComparison.Ordinal);
        Assert.Contains("ulimit -n ", line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Of("data")), "the data folder was made");
    }

    private static async Task AssertServesAsync(NodeProcess node)
    {
        foreach (var probe in (string[])["/alive", "/ready", "/startup"])
        {
            using var answer = await node.Http.GetAsync(new Uri(node.Operators, probe), Cancelled);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        var second = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 1;
        using var body = new StringContent(string.Create(CultureInfo.InvariantCulture, $"w;{second};10.0.0.7;/page\n"), Encoding.UTF8, "text/plain");
        using var taken = await node.Http.PostAsync(new Uri("/collect/site-log", UriKind.Relative), body, Cancelled);
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
    }

    private static async Task<IReadOnlyDictionary<string, double>> MetricsAsync(NodeProcess node)
    {
        // A crowd of requests from this address may have its share until their time is up.
        var text = await Deadline.UntilAsync(
            async () =>
            {
                using var answer = await node.Http.GetAsync(new Uri(node.Operators, "/metrics"), Cancelled);
                return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync(Cancelled) : "";
            },
            text => text.Length > 0,
            Cancelled);
        return text.Split('\n')
            .Where(line => line.StartsWith("process_", StringComparison.Ordinal))
            .Select(line => line.Split(' '))
            .ToDictionary(parts => parts[0], parts => double.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private Task ConnectAsync(Uri listener, string send) => _crowd.OpenAsync(listener, Crowd, send, Cancelled);

    private static void SkipOnWindows() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no limit of open files");
}
