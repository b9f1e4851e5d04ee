using ActorPipeline.Node.Settings;
using Xunit;

namespace ActorPipeline.Tests.Node.Settings;

public sealed class CommandLineTests
{
    [Fact]
    public void Arguments_are_read()
    {
        var arguments = CommandLine.Parse(["--demo", "--config", "a.conf", "--data", "d", "--set", "a=1", "--set", "b=x=y", "--check-config", "--dry-run"]);
        Assert.True(arguments.Demo);
        Assert.True(arguments.CheckConfig);
        Assert.True(arguments.DryRun);
        Assert.Equal("a.conf", arguments.ConfigFile);
        Assert.Equal("d", arguments.DataFolder);
        Assert.Equal(["a=1", "b=x=y"], arguments.Settings);
    }

    [Theory]
    [InlineData("unknown argument --dmeo", "--dmeo")]
    [InlineData("--config needs a value", "--config")]
    [InlineData("--data needs a value", "--demo", "--data")]
    [InlineData("--set web.port: expected path=value", "--set", "web.port")]
    [InlineData("--set =1: expected path=value", "--set", "=1")]
    public void A_wrong_argument_is_named(string message, params string[] args)
    {
        var exception = Assert.Throws<NodeStartException>(() => CommandLine.Parse(args));
        Assert.Equal(ExitCode.Configuration, exception.ExitCode);
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }
}
