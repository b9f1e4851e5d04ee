using ActorPipeline.Integration.Servers;
using ActorPipeline.TestKit;
using Xunit;
using static ActorPipeline.Integration.Cluster.RefusedNodes;

namespace ActorPipeline.Integration.Cluster;

/// <summary>Servers that do not let a node in, or that it does not believe: it names them and the reason, never a password, and works once it is mended.</summary>
public sealed class RefusedAccessTests(SecuredServers servers) : IClassFixture<SecuredServers>
{
    private const string Wrong = "wr0ng-s3cret";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_password_for_Cassandra() => await AssertRefusedAsync(
        [$"cassandra.password={Wrong}"], nodes => [nodes.Cassandra.ContactPoints, "user cassandra", "password"]);

    [Fact]
    public async Task A_wrong_name_in_Cassandra_s_certificate() => await AssertRefusedAsync(
        ["cassandra.tls.verify-name=on"], nodes => [nodes.Cassandra.ContactPoints, "TLS refused", "expected a certificate for 127.0.0.1"]);

    [Fact]
    public async Task A_wrong_password_for_Kafka() => await AssertRefusedAsync(
        [$"kafka.properties.sasl.password={Wrong}"], nodes => [nodes.Kafka.BootstrapServers, "Authentication failed"]);

    [Fact]
    public async Task A_wrong_name_in_the_broker_s_certificate() => await AssertRefusedAsync(
        ["kafka.properties.ssl.endpoint.identification.algorithm=https"], nodes => [nodes.Kafka.BootstrapServers, "certificate"]);

    private async Task AssertRefusedAsync(string[] settings, Func<RefusedNodes, string[]> named)
    {
        LongTests.RunOrSkip();
        var (kafka, cassandra) = (await servers.KafkaOrSkipAsync(Cancelled), await servers.CassandraOrSkipAsync(Cancelled));
        await using var nodes = await RefusedNodes.CreateAsync(kafka, cassandra, 1, [.. servers.Settings, .. settings]);
        nodes.KeepsKeyspace = true;
        var node = nodes.First;
        await node.LaunchAsync(Cancelled);
        await AssertSaysAsync(node, named(nodes));
        Assert.DoesNotContain(Wrong, node.Log, StringComparison.Ordinal);
        await node.KillAsync(Cancelled);

        foreach (var setting in servers.Settings)
        {
            node.With(setting);
        }

        await node.StartAsync(Cancelled);
        await AssertCountsAsync(node);
    }
}
