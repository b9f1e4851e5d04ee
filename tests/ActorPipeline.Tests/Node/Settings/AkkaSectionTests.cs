using ActorPipeline.Hocon;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Node.Settings;
using Xunit;

namespace ActorPipeline.Tests.Node.Settings;

public sealed class AkkaSectionTests
{
    [Theory]
    [InlineData("cluster.sharding.rebalance-interval = often", "cluster.sharding.rebalance-interval: expected a number, a duration, a size, on or off; found \"often\"")]
    [InlineData("cluster.sharding.rebalance-interval { every = 1s }", "cluster.sharding.rebalance-interval: expected")]
    [InlineData("cluster.shardin.retry-interval = 1s", "cluster.shardin: expected one of ")]
    [InlineData("cluster.sharding.retry-intervall = 1s", "(did you mean retry-interval?); found a setting of this name")]
    [InlineData("cluster.failure-detector = off", "cluster.failure-detector: expected an object; found \"off\"")]
    [InlineData("cluster.seed-nodes = \"akka.tcp://actor-pipeline@127.0.0.1:4053\"", "cluster.seed-nodes: expected a list such as [a, b]; found \"akka.tcp://")]
    [InlineData("loglevel = loud", "akka.loglevel: expected a value that Akka.NET takes; found Unknown LogLevel: \"LOUD\"")]
    [InlineData("cluster.split-brain-resolver.active-strategy = keep-most", "akka.cluster.split-brain-resolver.active-strategy: expected a value that Akka.NET takes; found ")]
    [InlineData("cluster.sharding.state-store-mode = paper", "akka.cluster.sharding.state-store-mode: expected a value that Akka.NET takes; found ")]
    [InlineData("cluster.sharding.rebalance-interval = 3 fortnights", "akka.cluster.sharding.rebalance-interval: expected a value that Akka.NET takes; found ")]
    public void What_Akka_would_refuse_or_ignore_is_refused_with_its_place(string setting, string message)
    {
        var refused = Assert.Throws<ConfigurationException>(() => Read(setting));
        Assert.StartsWith("own.conf:2: akka", refused.Message, StringComparison.Ordinal);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("loglevel = DEBUG, log-dead-letters = off, log-config-on-start = on")]
    [InlineData("cluster { seed-nodes = [\"akka.tcp://actor-pipeline@127.0.0.1:4053\"], min-nr-of-members = 3, role.shards.min-nr-of-members = 2 }")]
    [InlineData("cluster.split-brain-resolver { active-strategy = keep-majority, stable-after = 10s, keep-majority.role = web }")]
    [InlineData("cluster.sharding { passivate-idle-entity-after = off, rebalance-interval = 500ms }")]
    [InlineData("actor.default-dispatcher { type = ForkJoinDispatcher, dedicated-thread-pool.thread-count = 3 }")]
    [InlineData("coordinated-shutdown.phases.service-stop.timeout = 10s")]
    [InlineData("remote.dot-netty.tcp { maximum-frame-size = 8MiB, enforce-ip-family = true }")]
    public void What_Akka_takes_is_handed_on(string settings) => Assert.StartsWith("{", Read(settings), StringComparison.Ordinal);

    private static string Read(string settings) => AkkaSectionReader.Read(HoconConfig.ParseText($"akka {{\n{settings}\n}}", "own.conf").Cursor().Child("akka"));
}
