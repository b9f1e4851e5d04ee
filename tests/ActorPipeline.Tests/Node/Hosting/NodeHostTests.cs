using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ActorPipeline.Node.Hosting;
using ActorPipeline.Node.Settings;
using ActorPipeline.Tests.Node.Harness;
using Xunit;

namespace ActorPipeline.Tests.Node.Hosting;

public sealed class NodeHostTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TempFolder _folder = new();
    private readonly TestEngine _engine = new();
    private readonly StringWriter _errors = new();
    private readonly StartWriter _output = new();
    private readonly CancellationTokenSource _stop = new();

    public void Dispose()
    {
        _stop.Dispose();
        _folder.Dispose();
        _errors.Dispose();
        _output.Dispose();
    }

    [Fact]
    public async Task A_node_says_where_it_is_serves_and_stops_in_order()
    {
        var run = RunAsync();
        await _output.Started.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var file = Path.Combine(_folder.Path, "node.json");
        var node = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(["pid", "id", "web", "operators", "remoting"], node.EnumerateObject().Select(member => member.Name));
        Assert.Equal(Environment.ProcessId, node.GetProperty("pid").GetInt32());
        Assert.Equal("local", node.GetProperty("id").GetString());

        var text = _output.ToString();
        Assert.Contains(node.GetProperty("web").GetString()!, text, StringComparison.Ordinal);
        Assert.Contains("/collect/films", text, StringComparison.Ordinal);
        Assert.Contains("  3. ", text, StringComparison.Ordinal);
        using var http = new HttpClient();
        using var ready = await http.GetAsync(new Uri($"{node.GetProperty("operators").GetString()}/ready"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        using var page = await http.GetAsync(new Uri($"{node.GetProperty("web").GetString()}/api/pipelines"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);

        await _stop.CancelAsync();
        Assert.Equal(ExitCode.Ok, await run);
        Assert.False(File.Exists(file));
        Assert.True(_engine.Disposals > 0);
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri($"{node.GetProperty("web").GetString()}/api/pipelines"), TestContext.Current.CancellationToken));
        Assert.Equal("", _errors.ToString());
    }

    [Fact]
    public async Task A_node_that_is_told_to_leave_stops_in_order()
    {
        var run = RunAsync("--set", "management.read-only=off");
        await _output.Started.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        using var http = new HttpClient();
        var answer = await http.PostAsync(new Uri($"{await OperatorsAsync()}/pbm/cluster/leave"), null, TestContext.Current.CancellationToken).JsonAsync(HttpStatusCode.Accepted);
        Assert.True(answer.GetProperty("self").GetBoolean());
        Assert.Equal(ExitCode.Ok, await run.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.True(_engine.Disposals > 0);
    }

    [Fact]
    public async Task The_event_printed_as_an_example_is_taken()
    {
        var run = RunAsync();
        await _output.Started.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var line = _output.ToString().Split('\n').Single(line => line.Contains("curl -d", StringComparison.Ordinal));
        var parts = line.Split('\'');
        using var http = new HttpClient();
        using var content = TestNode.Content(parts[1], "application/x-www-form-urlencoded");
        var answer = await http.PostAsync(new Uri(parts[2].Trim()), content, TestContext.Current.CancellationToken).JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal(1, answer.GetProperty("accepted").GetInt32());
        await _stop.CancelAsync();
        Assert.Equal(ExitCode.Ok, await run);
    }

    [Fact]
    public async Task A_node_without_the_role_web_has_no_web_listener()
    {
        var run = RunAsync("--set", "node.roles=[intake, shards]");
        await _output.Started.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var node = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.Path, "node.json"), TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(JsonValueKind.Null, node.GetProperty("web").ValueKind);
        await _stop.CancelAsync();
        Assert.Equal(ExitCode.Ok, await run);
    }

    [Fact]
    public async Task Demo_traffic_reaches_every_pipeline_through_the_collector()
    {
        var run = RunAsync("--demo", "--set", "demo.rate=400");
        await _output.Started.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var missing = TestPipelines.All.Where(pipeline => pipeline != TestPipelines.Table).Select(pipeline => _engine[pipeline].AtGate.Task);
        await Task.WhenAll(missing).WaitAsync(Patience, TestContext.Current.CancellationToken);
        await _stop.CancelAsync();
        Assert.Equal(ExitCode.Ok, await run);
    }

    [Fact]
    public async Task A_second_node_on_the_same_folder_is_refused()
    {
        var run = RunAsync();
        await _output.Started.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.DataFolder, await RunAsync());
        Assert.Contains(_folder.Path, Assert.Single(Lines()), StringComparison.Ordinal);
        await _stop.CancelAsync();
        Assert.Equal(ExitCode.Ok, await run);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        var file = _folder.File("file", "");
        Assert.Equal(ExitCode.DataFolder, await RunAsync("--data", Path.Combine(file, "below")));
        Assert.Contains("below", Assert.Single(Lines()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("web")]
    [InlineData("management")]
    public async Task A_port_in_use_is_named(string listener)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        Assert.Equal(ExitCode.AddressInUse, await RunAsync("--set", $"{listener}.port={port}"));
        Assert.Contains($"127.0.0.1:{port} ({listener})", Assert.Single(Lines()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_cannot_write_where_it_is_stops_what_it_started()
    {
        var file = Path.Combine(_folder.Path, "node.json");
        Directory.CreateDirectory(file);
        Assert.Equal(ExitCode.DataFolder, await RunAsync());
        Assert.StartsWith(file, Assert.Single(Lines()), StringComparison.Ordinal);
        Assert.True(_engine.Disposals > 0);
    }

    [Theory]
    [InlineData("--set web.port: web.port: expected a whole number from 0 to 65535", "--set", "web.port=99999")]
    [InlineData("--set web.prt: web.prt: expected one of", "--set", "web.prt=1")]
    [InlineData("--set management.host: management.host: expected a loopback address while management.token is empty", "--set", "management.host=0.0.0.0")]
    [InlineData("--set web.host: web.host: expected an IP address or localhost", "--set", "web.host=example.org")]
    [InlineData("--set mode: mode: expected embedded or cluster", "--set", "mode=pair")]
    [InlineData("--set node.roles:1: node.roles: expected a list of intake", "--set", "node.roles=[cook]")]
    [InlineData("--set collector.max-body-size: collector.max-body-size: expected", "--set", "collector.max-body-size=big")]
    [InlineData("--set logging.level: logging.level: expected", "--set", "logging.level=loud")]
    [InlineData("--set nothing: nothing: expected one of", "--set", "nothing=1")]
    [InlineData("--set shutdown.timeot: shutdown.timeot: expected one of timeout (did you mean timeout?)", "--set", "shutdown.timeot=1s")]
    [InlineData("--set web.rows.max-limt: web.rows.max-limt: expected one of default-limit, max-limit", "--set", "web.rows.max-limt=1")]
    [InlineData("unknown argument -x", "-x")]
    public async Task A_wrong_setting_is_one_line_and_exit_code_2(string message, params string[] args)
    {
        Assert.Equal(ExitCode.Configuration, await RunAsync(args));
        Assert.StartsWith(message, Assert.Single(Lines()), StringComparison.Ordinal);
        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public async Task A_wrong_file_is_named_with_its_line()
    {
        var file = _folder.File("my.conf", "web.port = 0\ncollector { max-events = x }\n");
        Assert.Equal(ExitCode.Configuration, await RunAsync("--config", file, "--set", "web.port=0"));
        Assert.StartsWith($"{file}:2: collector.max-events: expected a whole number", Assert.Single(Lines()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_wins_over_a_file_and_a_file_over_the_defaults()
    {
        var file = _folder.File("my.conf", "node.id = from-file\nweb { host = localhost, port = 1234 }\n");
        Assert.Equal(ExitCode.Ok, await RunAsync("--config", file, "--set", "web.port=4321", "--check-config"));
        var report = _output.ToString();
        Assert.Contains("node from-file (embedded)", report, StringComparison.Ordinal);
        Assert.Contains("localhost:4321", report, StringComparison.Ordinal);
        Assert.Contains("pipeline    films: topic production, 4 shards, views page-visitors, client-visits", report, StringComparison.Ordinal);
        Assert.Equal(0, _engine.Disposals);
    }

    [Fact]
    public async Task A_dry_run_prints_a_script_of_what_is_missing_and_starts_nothing()
    {
        Assert.Equal(ExitCode.Ok, await RunAsync("--dry-run", "--set", "mode=cluster", "--set", "node.id=n1", "--set", "cassandra.contact-points=c1:9042"));
        Assert.Equal(
            "-- Cassandra c1:9042: 1 of 2 statements to run, what the others make is there\nCREATE TABLE IF NOT EXISTS films.lease (name text PRIMARY KEY);\n", _output.ToString());
        Assert.Equal(("", 0), (_errors.ToString(), _engine.Disposals));
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "log")));
    }

    [Fact]
    public async Task A_dry_run_of_a_node_without_servers_says_that_it_runs_none()
    {
        Assert.Equal(ExitCode.Ok, await RunAsync("--dry-run"));
        Assert.StartsWith("-- node local (embedded) keeps its views in ", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_whose_servers_are_missing_fails_with_one_line()
    {
        _engine.StartFailure = new NodeStartException(ExitCode.Failure, "no Cassandra node answers: c1:9042");
        Assert.Equal(ExitCode.Failure, await RunAsync("--dry-run", "--set", "mode=cluster", "--set", "node.id=n1"));
        Assert.Equal("no Cassandra node answers: c1:9042", Assert.Single(Lines()));
        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public async Task Help_names_every_exit_code_and_version_is_one_line()
    {
        Assert.Equal(ExitCode.Ok, await RunAsync("--help"));
        Assert.All(new[] { "0 stopped", "1 failed", "2 wrong", "3 address", "4 data", "130 interrupted" }, code => Assert.Contains(code, _output.ToString(), StringComparison.Ordinal));
        Assert.Equal(ExitCode.Ok, await RunAsync("--version"));
        Assert.EndsWith($"{CommandLine.Version}\n", _output.ToString(), StringComparison.Ordinal);
    }

    private async Task<ExitCode> RunAsync(params string[] args)
    {
        string[] free = ["--data", _folder.Path, "--set", "web.port=0", "--set", "management.port=0", "--set", "logging.level=error"];
        return await new NodeHost(_engine, TimeProvider.System, _output, _errors).RunAsync([.. free, .. args], _stop.Token).WaitAsync(Patience);
    }

    private string[] Lines() => _errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task<string> OperatorsAsync()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(_folder.Path, "node.json"), TestContext.Current.CancellationToken);
        return JsonDocument.Parse(text).RootElement.GetProperty("operators").GetString()!;
    }
}
