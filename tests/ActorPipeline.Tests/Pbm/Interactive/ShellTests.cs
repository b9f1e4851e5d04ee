using ActorPipeline.Pbm.Hosting;
using Xunit;

namespace ActorPipeline.Tests.Pbm.Interactive;

public sealed class ShellTests
{
    [Fact]
    public async Task Lines_are_commands_and_the_prompt_names_the_node()
    {
        await using var node = await FakeNode.StartAsync();
        using var run = new PbmRun(node.Address) { IsTerminal = true };
        Type(run, "cluster show -o name\nexit\n");

        Assert.Equal(ExitCode.Ok, await run.RunAsync());

        Assert.Contains($"[{new Uri(node.Address).Authority}] pbm> ", run.Out.Text, StringComparison.Ordinal);
        Assert.Contains("akka.tcp://actor-pipeline@127.0.0.1:9110\nakka.tcp://actor-pipeline@127.0.0.1:9111", run.Out.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_the_node_offers_is_offered()
    {
        await using var node = await FakeNode.StartAsync();
        using var run = new PbmRun(node.Address) { IsTerminal = true };
        Type(run, "help\nshard list\ncontext list\n");

        await run.RunAsync();

        Assert.Contains("view rows", run.Out.Text, StringComparison.Ordinal);
        Assert.Contains("context add", run.Out.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("shard locate", run.Out.Text, StringComparison.Ordinal);
        Assert.Equal("pbm: this node does not offer 'shard list'\n", run.Error.Text);
        Assert.DoesNotContain(node.Requests, request => request.Contains("shards", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tab_completes_and_shows_the_choice()
    {
        await using var node = await FakeNode.StartAsync();
        using var run = new PbmRun(node.Address) { IsTerminal = true };
        Type(run, "vi\tro\tcs\tpage\t--la\t");
        Type(run, "\u0003\n");

        await run.RunAsync();

        Assert.Contains("view rows csc8101 page-visitors --la", run.Out.Text, StringComparison.Ordinal);
        Assert.Contains("\n--last  --layer\n", run.Out.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_with_a_space_is_completed_in_quotes()
    {
        await using var node = await FakeNode.StartAsync();
        using var run = new PbmRun(node.Address) { IsTerminal = true };
        Type(run, "view rows csc8101 page-visitors --key page=D\t--limit 5\n");

        await run.RunAsync();

        Assert.Contains("GET /pbm/pipelines/csc8101/views/page-visitors/rows?key.page=Die%20Hard&limit=5", node.Requests);
    }

    [Fact]
    public async Task The_history_outlives_the_prompt_but_never_holds_a_token()
    {
        await using var node = await FakeNode.StartAsync();
        using var run = new PbmRun(node.Address) { IsTerminal = true };
        Type(run, "cluster show -o name\ncluster show --token secret\n");
        await run.RunAsync();
        run.Out.Clear();
        node.Requests.Clear();
        run.Keys.Enqueue(new ConsoleKeyInfo('\0', ConsoleKey.UpArrow, false, false, false));
        Type(run, "\n");

        await run.RunAsync();

        Assert.Equal(["GET /pbm/palettes", "GET /pbm/cluster"], node.Requests);
        Assert.DoesNotContain("secret", await File.ReadAllTextAsync(Path.Combine(run.Folder, "pbm", "history"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Editing_keys_do_what_they_do_elsewhere()
    {
        await using var node = await FakeNode.StartAsync();
        using var run = new PbmRun(node.Address) { IsTerminal = true };
        Type(run, "Xluster showw -o nothing");
        Press(run, ConsoleKey.W, control: true);
        Type(run, "name");
        Press(run, ConsoleKey.A, control: true);
        Press(run, ConsoleKey.Delete);
        Type(run, "c");
        Press(run, ConsoleKey.End);
        Enumerable.Range(0, " -o name".Length).ToList().ForEach(_ => Press(run, ConsoleKey.LeftArrow));
        Press(run, ConsoleKey.Backspace);
        Type(run, "\n");

        await run.RunAsync();

        Assert.Equal("", run.Error.Text);
        Assert.Contains("\nakka.tcp://actor-pipeline@127.0.0.1:9110\n", run.Out.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_context_is_another_prompt()
    {
        await using var node = await FakeNode.StartAsync();
        using var run = new PbmRun { IsTerminal = true };
        await run.RunAsync("context", "add", "first", "--node", "127.0.0.1:1");
        await run.RunAsync("context", "add", "second", "--node", node.Address);
        Type(run, "context select second\ncluster show -o name\n");

        await run.RunAsync();

        Assert.Contains("[127.0.0.1:1] pbm> ", run.Out.Text, StringComparison.Ordinal);
        Assert.Contains($"[{new Uri(node.Address).Authority}] pbm> ", run.Out.Text, StringComparison.Ordinal);
        Assert.Contains("akka.tcp://actor-pipeline@", run.Out.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_command_does_not_end_the_prompt()
    {
        await using var node = await FakeNode.StartAsync();
        using var run = new PbmRun(node.Address) { IsTerminal = true };
        Type(run, "nosuch\n\"unfinished\n\n   \nview rows nosuch x\ncluster show -o name\n");

        Assert.Equal(ExitCode.Ok, await run.RunAsync());

        Assert.Contains("akka.tcp://actor-pipeline@127.0.0.1:9111", run.Out.Text, StringComparison.Ordinal);
    }

    private static void Type(PbmRun run, string text)
    {
        foreach (var letter in text)
        {
            run.Keys.Enqueue(letter switch
            {
                '\n' => new ConsoleKeyInfo('\r', ConsoleKey.Enter, false, false, false),
                '\t' => new ConsoleKeyInfo('\t', ConsoleKey.Tab, false, false, false),
                '\u0003' => new ConsoleKeyInfo('\u0003', ConsoleKey.C, false, false, control: true),
                _ => new ConsoleKeyInfo(letter, ConsoleKey.NoName, false, false, false),
            });
        }
    }

    private static void Press(PbmRun run, ConsoleKey key, bool control = false) => run.Keys.Enqueue(new ConsoleKeyInfo('\0', key, false, false, control));
}
