using System.Diagnostics;
using ActorPipeline.Pbm.Hosting;
using Xunit;

namespace ActorPipeline.Tests.Pbm.Completion;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("clu", "cluster")]
    [InlineData("cluster |", "down down-unreachable leader leave show status tail wait")]
    [InlineData("view rows |", "csc8101")]
    [InlineData("view rows csc8101 p", "page-visitors")]
    [InlineData("view rows csc8101 page-visitors --key |", "page= topic=")]
    [InlineData("view rows csc8101 page-visitors --key topic=A", "topic=Action")]
    [InlineData("view rows csc8101 page-visitors --order v", "visitors visits")]
    [InlineData("view rows csc8101 page-visitors --layer |", "batch merged open speed")]
    [InlineData("view rows csc8101 page-visitors --lim", "--limit")]
    [InlineData("view rows csc8101 page-visitors |", "")]
    [InlineData("shard show |", "csc8101/0 csc8101/1")]
    [InlineData("shard locate csc8101 page-visitors |", "Action Romance")]
    [InlineData("deadletter show csc8101 |", "0-17")]
    [InlineData("-o |", "csv json name table wide yaml")]
    [InlineData("-o json view |", "keys list rows")]
    [InlineData("events tail csc8101 --offset |", "-10 end start")]
    [InlineData("nosuch |", "actor batch cluster completion context deadletter events pipeline schema shard sql view")]
    public async Task Words_are_completed_with_what_may_follow(string typed, string expected)
    {
        await using var node = await FakeNode.StartAsync();
        using var run = new PbmRun(node.Address);

        Assert.Equal(ExitCode.Ok, await run.RunAsync(["__complete", "--", .. typed.Split(' ').Select(word => word == "|" ? "" : word)]));

        Assert.Equal(expected, string.Join(' ', run.Out.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task Without_a_node_there_are_no_names_and_no_message()
    {
        using var run = new PbmRun("http://127.0.0.1:1");

        Assert.Equal(ExitCode.Ok, await run.RunAsync("__complete", "--", "view", "rows", ""));
        Assert.Equal(("", ""), (run.Out.Text, run.Error.Text));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("powershell")]
    public async Task Scripts_know_every_command_and_option(string shell)
    {
        using var run = new PbmRun();

        Assert.Equal(ExitCode.Ok, await run.RunAsync("completion", shell));

        GoldenFile.Check($"completion.{shell}", run.Out.Text);
    }

    [Theory]
    [InlineData("'cluster' ''", "down|down-unreachable|leader|leave|show|status|tail|wait")]
    [InlineData("'view' 'r'", "rows")]
    [InlineData("'view' 'rows' '--la'", "--last|--layer")]
    [InlineData("'view' 'rows' 'p' 'v' '--key' 'to'", "asked:\\ view\\ rows\\ p\\ v\\ --key\\ to")]
    [InlineData("'view' 'rows' 'p' 'v' '--key' 'topic' '=' 'A B'", "A\\ B")]
    public async Task The_bash_script_completes_in_a_real_bash(string words, string expected)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "there is no /bin/bash here");
        using var run = new PbmRun();
        await run.RunAsync("completion", "bash");
        var script = run.Write("pbm.bash", run.Out.Text);
        var line = $"source '{script}'; stub() {{ shift 2; local IFS=' '; echo \"asked: $*\"; }}; COMP_WORDS=(stub {words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _pbm; IFS='|'; echo \"${{COMPREPLY[*]}}\"";

        using var bash = Process.Start(new ProcessStartInfo("/bin/bash") { RedirectStandardOutput = true, ArgumentList = { "-c", line } })!;
        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(expected, output.TrimEnd('\n'));
    }
}
