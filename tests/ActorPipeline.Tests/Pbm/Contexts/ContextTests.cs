using System.Text.Json;
using ActorPipeline.Pbm.Hosting;
using Xunit;

namespace ActorPipeline.Tests.Pbm.Contexts;

public sealed class ContextTests
{
    [Fact]
    public async Task Options_come_before_the_environment_before_the_selected_context_before_the_default()
    {
        using var run = new PbmRun();
        Assert.Equal("http://127.0.0.1:9110", await NodeInForceAsync(run));

        await run.RunAsync("context", "add", "mine", "--node", "10.0.0.1:9110");
        Assert.Equal("http://10.0.0.1:9110", await NodeInForceAsync(run));

        run.Variables["PBM_NODE"] = "http://10.0.0.2:9110";
        Assert.Equal("http://10.0.0.2:9110", await NodeInForceAsync(run));
        Assert.Equal("http://10.0.0.3:9110", await NodeInForceAsync(run, "--node", "10.0.0.3:9110"));
    }

    [Fact]
    public async Task A_contexts_token_goes_to_its_own_node_only()
    {
        await using var mine = await FakeNode.StartAsync();
        await using var other = await FakeNode.StartAsync();
        using var run = new PbmRun();
        await run.RunAsync("context", "add", "mine", "--node", mine.Address, "--token", "secret");

        await run.RunAsync("cluster", "show");
        await run.RunAsync("cluster", "show", "--node", other.Address);

        Assert.Equal(("Bearer secret", null), (mine.Authorization, other.Authorization));
    }

    [Theory]
    [InlineData("Bearer from-option", "--token", "from-option")]
    [InlineData("Bearer from-variable")]
    public async Task A_token_comes_from_the_option_before_the_environment(string expected, params string[] options)
    {
        await using var node = await FakeNode.StartAsync();
        using var run = new PbmRun(node.Address) { Variables = { ["PBM_TOKEN"] = "from-variable" } };

        await run.RunAsync(["cluster", "show", .. options]);

        Assert.Equal(expected, node.Authorization);
    }

    [Fact]
    public async Task Contexts_are_added_selected_back_and_forth_listed_and_removed()
    {
        using var run = new PbmRun();
        await run.RunAsync("context", "add", "a", "--node", "h1:1", "--token", "t");
        await run.RunAsync("context", "add", "b", "--node", "https://h2:2", "--select");
        await run.RunAsync("context", "select", "-");
        run.Out.Clear();

        await run.RunAsync("context", "list", "-o", "json");
        Assert.Equal(
            """
            [
            {"name":"a","node":"http://h1:1","token":true,"selected":true},
            {"name":"b","node":"https://h2:2","token":false,"selected":false}
            ]

            """.ReplaceLineEndings("\n"),
            run.Out.Text);

        run.Out.Clear();
        Assert.Equal(ExitCode.Ok, await run.RunAsync("context", "remove", "a", "-o", "name"));
        Assert.Equal("b\n", run.Out.Text);
        Assert.Equal("http://127.0.0.1:9110", await NodeInForceAsync(run));
    }

    [Fact]
    public async Task Only_their_owner_may_read_the_file_and_tokens_are_never_shown()
    {
        using var run = new PbmRun();
        await run.RunAsync("context", "add", "a", "--node", "h1:1", "--token", "secret");
        await run.RunAsync("context", "show", "a", "-o", "yaml");

        Assert.DoesNotContain("secret", run.Out.Text, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(run.Folder, "pbm", "contexts.json")));
        }
    }

    [Fact]
    public async Task A_damaged_file_is_named()
    {
        using var run = new PbmRun();
        Directory.CreateDirectory(Path.Combine(run.Folder, "pbm"));
        run.Write(Path.Combine("pbm", "contexts.json"), "{");

        Assert.Equal(ExitCode.Failed, await run.RunAsync("cluster", "show"));
        Assert.Contains("contexts.json cannot be read", run.Error.Text, StringComparison.Ordinal);
    }

    private static async Task<string?> NodeInForceAsync(PbmRun run, params string[] options)
    {
        run.Out.Clear();
        Assert.Equal(ExitCode.Ok, await run.RunAsync(["context", "show", "-o", "json", .. options]));
        return JsonDocument.Parse(run.Out.Text).RootElement.GetProperty("node").GetString();
    }
}
