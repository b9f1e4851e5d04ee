using System.CommandLine;
using ActorPipeline.Node.Operators;
using ActorPipeline.Pbm;
using ActorPipeline.Pbm.CommandLine;
using ActorPipeline.Pbm.Hosting;
using Xunit;

namespace ActorPipeline.Tests.Pbm.CommandLine;

public sealed class CommandTreeTests
{
    [Fact]
    public void Commands_arguments_and_options_are_as_agreed()
    {
        using var run = new PbmRun();

        GoldenFile.Check("commands.txt", string.Concat(Describe(AllCommands.Create(run.Host()).Root)));
    }

    [Fact]
    public async Task Every_command_shows_help_and_every_example_can_be_parsed()
    {
        using var run = new PbmRun();
        var tree = AllCommands.Create(run.Host());
        foreach (var command in All(tree.Root).OfType<PbmCommand>().Where(command => !command.Hidden))
        {
            run.Out.Clear();

            Assert.Equal(ExitCode.Ok, await run.RunAsync([.. PbmCommand.PathOf(command).Split(' '), "--help"]));

            Assert.StartsWith($"pbm {PbmCommand.PathOf(command)}: ", run.Out.Text, StringComparison.Ordinal);
            Assert.True(command.Subcommands.Count > 0 || command.Examples.Count > 0, $"{command.Name} has no example");
            Assert.All(command.Examples.Where(example => !example.StartsWith("completion", StringComparison.Ordinal)), example =>
                Assert.Empty(tree.Parse([.. System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(example.Split(" <")[0])]).Errors));
        }
    }

    [Fact]
    public void A_node_offers_every_command_that_asks_one()
    {
        using var run = new PbmRun();
        var commands = All(AllCommands.Create(run.Host()).Root).OfType<PbmCommand>().Where(command => !command.Hidden && command.Subcommands.Count == 0);
        var asking = commands.Select(PbmCommand.PathOf).Where(path => !path.StartsWith("context ", StringComparison.Ordinal) && !path.StartsWith("completion ", StringComparison.Ordinal));
        Assert.Equal(asking.Order(StringComparer.Ordinal), PaletteCommand.All.Select(command => command.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Help_begins_with_examples()
    {
        using var run = new PbmRun();

        await run.RunAsync("view", "rows", "--help");

        GoldenFile.Check("help-view-rows.txt", run.Out.Text);
    }

    [Theory]
    [InlineData("pbm: unknown command 'clutser'; did you mean 'cluster'?", "clutser", "show")]
    [InlineData("pbm: unknown command 'view rowz'; did you mean 'rows'?", "view", "rowz")]
    [InlineData("pbm: unknown command 'xyzzy'", "xyzzy")]
    [InlineData("pbm: unknown option '--ofset'; did you mean '--offset'?", "events", "tail", "p", "--ofset", "1")]
    [InlineData("pbm: unknown option '--ouptut'; did you mean '--output'?", "cluster", "show", "--ouptut", "json")]
    [InlineData("pbm: VIEW is missing: a view of the pipeline", "view", "rows", "p")]
    [InlineData("pbm: --output: expected table or wide or json or csv or yaml or name; found 'xml'", "cluster", "show", "-o", "xml")]
    public async Task Mistakes_are_named_and_guessed(string message, params string[] line)
    {
        using var run = new PbmRun();

        await run.RunAsync(line);

        Assert.Equal(message, run.Error.Text.Split('\n')[0]);
    }

    [Theory]
    [InlineData("ADDRESS", "cluster", "show")]
    [InlineData("ADDRESS", "cluster", "show", "-o", "name")]
    public async Task An_address_may_stand_before_the_command(string first, params string[] line)
    {
        await using var node = await FakeNode.StartAsync();
        using var run = new PbmRun();

        Assert.Equal(ExitCode.Ok, await run.RunAsync([first.Replace("ADDRESS", new Uri(node.Address).Authority, StringComparison.Ordinal), .. line]));
        Assert.Contains("akka.tcp://actor-pipeline@127.0.0.1:9110", run.Out.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("500ms", 500)]
    [InlineData("1.5m", 90_000)]
    [InlineData("2h", 7_200_000)]
    public void Durations_have_units(string text, double milliseconds)
    {
        Assert.True(Options.TryParseDuration(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("-5s")]
    [InlineData("s")]
    [InlineData("1e9d")]
    [InlineData("99999999999d")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(Options.TryParseDuration(text, out _));

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(child => All(child).Prepend(child));

    private static IEnumerable<string> Describe(Command root) => All(root).Where(command => !command.Hidden).OrderBy(PbmCommand.PathOf, StringComparer.Ordinal).Select(command =>
        $"{PbmCommand.PathOf(command)}{string.Concat(command.Arguments.Select(Describe))}{string.Concat(command.Options.Select(option => $" [{option.Name}]"))}\n");

    private static string Describe(Argument argument) =>
        $" {argument.Name}{(argument.Arity.MinimumNumberOfValues == 0 ? "?" : "")}{(argument.Arity.MaximumNumberOfValues > 1 ? "…" : "")}";
}
