using System.Net;
using System.Net.Sockets;
using ActorPipeline.Integration.Processes;
using Xunit;

namespace ActorPipeline.Integration.Hosting;

/// <summary>A node that cannot start says why in one line, and its exit code says of what kind the reason is.</summary>
public sealed class RefusedStartTests
{
    private const int Configuration = 2;
    private const int AddressInUse = 3;
    private const int DataFolder = 4;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_node_on_a_folder_is_refused_and_the_first_one_goes_on()
    {
        using var folder = new TemporaryFolder();
        await using var first = await NodeProcess.StartAsync(folder.Path, Cancelled);

        AssertRefused(await NodeProcess.RunAsync(folder.Path, Cancelled), DataFolder, folder.Path);

        using var answer = await first.Http.GetAsync(new Uri(first.Operators, "/ready"), Cancelled);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(File.Exists(folder.Of("node.json")), "the refused node took the first one's node.json away");
    }

    [Theory]
    [InlineData("web.port")]
    [InlineData("management.port")]
    public async Task A_port_in_use_is_named(string setting)
    {
        using var folder = new TemporaryFolder();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        AssertRefused(await NodeProcess.RunAsync(folder.Path, Cancelled, "--set", $"{setting}={port}"), AddressInUse, $"127.0.0.1:{port}");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Of("file");
        await File.WriteAllTextAsync(file, "", Cancelled);

        // Not even root can make a folder below a file.
        AssertRefused(await NodeProcess.RunAsync(Path.Combine(file, "data"), Cancelled), DataFolder, file);
    }

    [Fact]
    public async Task A_node_that_cannot_say_where_it_is_stops_again()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Of("node.json"));

        var node = await NodeProcess.RunAsync(folder.Path, Cancelled);
        Assert.True(node.ExitCode == DataFolder, $"exit code {node.ExitCode}: {node.Errors}");

        // The engine ran for a moment, and has logged that.
        Assert.StartsWith(folder.Of("node.json"), node.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
        Assert.Empty(node.Output);
    }

    [Fact]
    public async Task A_wrong_pipeline_file_is_refused_with_file_line_and_expectation()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Of("shop.conf");
        await File.WriteAllTextAsync(file, "pipelines.shop {\n  source { topic = shop, format = jsn }\n}\n", Cancelled);

        AssertRefused(await NodeProcess.RunAsync(folder.Of("data"), Cancelled, "--config", file), Configuration, $"{file}:2", "jsn", "json");
    }

    private static void AssertRefused(ProcessResult node, int exitCode, params string[] named)
    {
        Assert.True(node.ExitCode == exitCode, $"exit code {node.ExitCode}: {node.Errors}");
        var line = Assert.Single(node.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.All(named, name => Assert.Contains(name, line, StringComparison.Ordinal));
        Assert.Empty(node.Output);
    }
}
