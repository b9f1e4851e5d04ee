using ActorPipeline.Node.Settings;
using ActorPipeline.Tests.Node.Harness;
using ActorPipeline.Tests.Security;
using Xunit;

namespace ActorPipeline.Tests.Node.Settings;

public sealed class DescriptorPlanTests
{
    // Four pipelines of four topics.
    private const int Own = 400 + (4 * 4 * 16);

    [Theory]
    [InlineData(null)]
    [InlineData(1_048_576L)]
    [InlineData(Own + 4096L + 256)]
    public void With_files_enough_the_settings_hold(long? limit)
    {
        var plan = DescriptorPlan.For(TestNode.Options(), limit);
        Assert.Equal((4096, 256, null), (plan.Options.Web.MaxConnections, plan.Options.Management.MaxConnections, plan.Shortage));
    }

    [Theory]
    [InlineData(Own + 4096 + 255, 4095, 256)]
    [InlineData(1024, 276, 92)]
    [InlineData(Own + 100, 68, 32)]
    [InlineData(Own + 64, 32, 32)]
    public void With_fewer_files_connections_are_fewer_and_the_node_says_so(int limit, int web, int operators)
    {
        var plan = DescriptorPlan.For(TestNode.Options(), limit);
        Assert.Equal((web, operators), (plan.Options.Web.MaxConnections, plan.Options.Management.MaxConnections));
        using var log = new RecordedLog();
        plan.Report(log);
        var line = Assert.Single(log.Warnings);
        Assert.All(
            new[] { $"{limit} files", $"{Own} are kept", $"{web} connections of web clients", $"{operators} of operators", $"ulimit -n {Own + 4352}", $"LimitNOFILE={Own + 4352}" },
            part => Assert.Contains(part, line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_node_that_could_not_run_does_not_start()
    {
        var refused = Assert.Throws<NodeStartException>(() => DescriptorPlan.For(TestNode.Options(), Own + 63));
        Assert.Equal(ExitCode.Configuration, refused.ExitCode);
        Assert.Contains($"may have {Own + 63} files open, and this node needs {Own + 64}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ulimit -n ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_web_listener_the_operators_have_what_is_left()
    {
        var plan = DescriptorPlan.For(TestNode.Options("node.roles=[intake, shards]"), Own + 100);
        Assert.Equal(100, plan.Options.Management.MaxConnections);
    }

    [Fact]
    public void What_one_listener_does_not_want_the_other_one_has()
    {
        var plan = DescriptorPlan.For(TestNode.Options("web.max-connections=10", "management.max-connections=200"), Own + 110);
        Assert.Equal((10, 100), (plan.Options.Web.MaxConnections, plan.Options.Management.MaxConnections));
    }

    [Fact]
    public void The_process_knows_its_limit_and_what_it_has_open()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such limit");
        using var one = File.OpenHandle(Environment.ProcessPath!);
        Assert.InRange(OpenFiles.Count()!.Value, 1, OpenFiles.Limit()!.Value);
    }
}
