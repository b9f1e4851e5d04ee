using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ActorPipeline.Integration.Servers;
using ActorPipeline.TestKit;
using Xunit;
using static ActorPipeline.Integration.Cluster.RefusedNodes;

namespace ActorPipeline.Integration.Cluster;

/// <summary>What a node of a cluster cannot work with, it names, with the place; it works when the cause is gone.</summary>
public sealed class RefusalTests
{
    private const int Configuration = 2;
    private const int AddressInUse = 3;

    private readonly SharedServers _servers;

    public RefusalTests(SharedServers servers)
    {
        LongTests.RunOrSkip();
        _servers = servers;
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_broker_a_node_names_it_and_works_when_it_is_there()
    {
        await using var kafka = await KafkaServers.StartOrSkipAsync(1, Cancelled);
        await using var nodes = await RefusedNodes.CreateAsync(kafka, await _servers.CassandraOrSkipAsync(Cancelled), 1);
        await kafka.StopAsync(null, Cancelled);

        await nodes.First.LaunchAsync(Cancelled);
        await AssertSaysAsync(nodes.First, kafka.BootstrapServers);

        await kafka.UpAsync(null, Cancelled);
        await AssertCountsAsync(nodes.First);
    }

    [Fact]
    public async Task Without_Cassandra_a_node_names_it_and_works_when_it_is_there()
    {
        await using var cassandra = await CassandraServers.StartOrSkipAsync(1, Cancelled);
        await using var nodes = await RefusedNodes.CreateAsync(await _servers.KafkaOrSkipAsync(Cancelled), cassandra, 1);
        await cassandra.StopAsync(null, Cancelled);

        await nodes.First.LaunchAsync(Cancelled);
        await AssertSaysAsync(nodes.First, cassandra.ContactPoints);

        await cassandra.UpAsync(null, Cancelled);
        await AssertCountsAsync(nodes.First);
    }

    [Fact]
    public async Task A_second_node_of_the_same_id_is_refused_and_the_first_goes_on()
    {
        await using var nodes = await NodesAsync(2);
        var (first, second) = (nodes.First, nodes.Second);
        await first.StartAsync(Cancelled);

        second.With($"node.id={first.Id}");
        var refused = await second.RunAsync(Cancelled);
        Assert.Equal(Configuration, refused.ExitCode);
        Assert.Contains($"another node has the id {first.Id}: akka.tcp://actor-pipeline@127.0.0.1:", refused.Errors, StringComparison.Ordinal);
        await AssertCountsAsync(first);

        second.With("node.id=another");
        await second.StartAsync(Cancelled);
        await AssertCountsAsync(second);
    }

    [Fact]
    public async Task A_node_of_another_version_and_one_with_seed_nodes_of_another_system_are_refused_and_the_first_goes_on()
    {
        await using var nodes = await NodesAsync(2);
        var (first, second) = (nodes.First, nodes.Second);
        await first.StartAsync(Cancelled);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        // As a node of a version to come writes its contact; it is at work, since its port is open.
        var address = $"akka.tcp://actor-pipeline@127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";
        await CqlAsync(
            nodes,
            $"INSERT INTO {nodes.Keyspace}.cluster_contact (cluster, address, node, instance, version, member, written, heartbeat) "
            + $"VALUES ('nodes', '{address}', 'newer', '{Environment.MachineName}/newer', '99.1.0', 1, 0, toTimestamp(now()))");
        var refused = await second.RunAsync(Cancelled);
        Assert.Equal(Configuration, refused.ExitCode);
        Assert.Contains($"node newer at {address} runs version 99.1.0, this node ", refused.Errors, StringComparison.Ordinal);
        await CqlAsync(nodes, $"DELETE FROM {nodes.Keyspace}.cluster_contact WHERE cluster = 'nodes' AND address = '{address}'");

        second.With("akka.cluster.seed-nodes=[\"akka.tcp://another-system@127.0.0.1:4053\"]");
        refused = await second.RunAsync(Cancelled);
        Assert.Equal(Configuration, refused.ExitCode);
        Assert.Contains("akka.cluster.seed-nodes: akka.tcp://another-system@127.0.0.1:4053 is no node of this cluster", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", refused.Errors, StringComparison.Ordinal);

        second.With("akka.cluster.seed-nodes=[]");
        await second.StartAsync(Cancelled);
        await AssertCountsAsync(first);
        await AssertCountsAsync(second);
    }

    [Fact]
    public async Task A_port_between_nodes_that_is_taken_and_a_setting_that_Akka_refuses_are_named()
    {
        await using var nodes = await NodesAsync(2);
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        nodes.First.With($"cluster.port={port}");
        var refused = await nodes.First.RunAsync(Cancelled);
        Assert.Equal(AddressInUse, refused.ExitCode);
        Assert.Contains($"cannot listen on 127.0.0.1:{port} (cluster)", refused.Errors, StringComparison.Ordinal);

        nodes.Second.With("akka.cluster.sharding.rebalance-interval=often");
        refused = await nodes.Second.RunAsync(Cancelled);
        Assert.Equal(Configuration, refused.ExitCode);
        Assert.Contains("akka.cluster.sharding.rebalance-interval: expected a number, a duration, a size, on or off; found \"often\"", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_keyspace_that_is_dropped_is_named_and_made_again_from_the_shard_log_when_an_operator_says_so()
    {
        await using var nodes = await NodesAsync(1, "engine.shards.keep-log=on");
        var node = nodes.First;
        await node.StartAsync(Cancelled);
        await AssertCountsAsync(node);

        await CqlShell.RunOrSkipAsync(nodes.Cassandra.ContactPoints, Cancelled, $"DROP KEYSPACE {nodes.Keyspace}");
        await CollectAsync(node);
        await AssertSaysAsync(node, $"Cassandra keyspace {nodes.Keyspace}");

        var planned = await SchemaAsync(node, "apply", "--dry-run");
        Assert.StartsWith($"CREATE KEYSPACE IF NOT EXISTS {nodes.Keyspace} ", planned[0].GetProperty("cql").GetString(), StringComparison.Ordinal);
        Assert.Equal(planned.Count, (await SchemaAsync(node, "apply")).Count);
        Assert.All(await SchemaAsync(node, "show"), statement => Assert.Equal("there", statement.GetProperty("state").GetString()));
        await AssertCountsAsync(node);
    }

    [Fact]
    public async Task A_source_topic_that_is_deleted_is_named_until_it_is_created_again_and_then_read_from_its_beginning()
    {
        await using var nodes = await NodesAsync(1);
        var node = nodes.First;
        await node.StartAsync(Cancelled);
        await AssertCountsAsync(node);

        await nodes.Kafka.TopicsAsync(Cancelled, "--delete", "--topic", nodes.Source);
        await AssertSaysAsync(node, nodes.Kafka.BootstrapServers, $"topic {nodes.Source}", "does not exist");

        await nodes.Kafka.TopicsAsync(Cancelled, "--create", "--topic", nodes.Source, "--partitions", $"{Visits.Partitions}");
        await node.Process.AwaitReadyAsync(Cancelled);
        await CollectAsync(node);
        await node.Process.Pbm.FlushAsync(Visits.Pipeline, Cancelled);
        var counters = await node.Process.Pbm.CountersAsync(Visits.Pipeline, Cancelled);
        Assert.Equal((1, 2), (counters.Source, counters.Applied));
    }

    [Fact]
    public async Task A_shard_log_that_is_deleted_and_created_again_is_named_and_never_taken_for_the_one_before()
    {
        await using var nodes = await NodesAsync(1);
        var node = nodes.First;
        await node.StartAsync(Cancelled);
        await AssertCountsAsync(node);

        await nodes.Kafka.TopicsAsync(Cancelled, "--delete", "--topic", nodes.ShardLog);
        await AssertSaysAsync(node, nodes.Kafka.BootstrapServers, $"topic {nodes.ShardLog}");
        await nodes.Kafka.TopicsAsync(Cancelled, "--create", "--topic", nodes.ShardLog, "--partitions", $"{Visits.Shards}");

        // A shard without a checkpoint misses the topic it knows, one with a checkpoint the records behind it.
        await AssertSaysAsync(node, nodes.ShardLog, "was deleted and created again");

        await node.KillAsync(Cancelled);
        await node.LaunchAsync(Cancelled);
        await AssertSaysAsync(node, nodes.ShardLog, "was deleted and created again after the shard's checkpoint was made; rebuild the pipeline from its source");
    }

    [Fact]
    public async Task A_source_topic_that_gets_more_partitions_is_refused_with_both_numbers()
    {
        const int More = Visits.Partitions + 2;
        await using var nodes = await NodesAsync(1);
        await nodes.Kafka.TopicsAsync(Cancelled, "--create", "--topic", nodes.Source, "--partitions", $"{More}");

        var refused = await nodes.First.RunAsync(Cancelled);

        Assert.Equal(Configuration, refused.ExitCode);
        Assert.Contains($"topic {nodes.Source} has {More} partitions, expected {Visits.Partitions}", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_of_an_unknown_version_is_named_and_left_alone()
    {
        await using var nodes = await NodesAsync(1);
        var node = nodes.First;
        await node.StartAsync(Cancelled);
        await AssertCountsAsync(node);
        await node.TerminateAsync(Cancelled);
        var (table, where) = ($"{nodes.Keyspace}.snapshot_pointer", $"WHERE pipeline = '{Visits.Pipeline}' AND shard = 0");
        var pointer = Assert.Single(await CqlAsync(nodes, $"SELECT current, previous FROM {table} {where}"));

        // Version 99 and nothing more, with the checksum that all versions end with.
        const string Unknown = "0x63d7741f4a6cdf388e";
        await CqlAsync(nodes, $"UPDATE {table} SET current = {Unknown}, previous = {Unknown} {where} IF EXISTS");
        await node.LaunchAsync(Cancelled);
        await AssertSaysAsync(node, $"{Visits.Pipeline}/0", "version 99");
        Assert.Equal(Unknown[2..], Assert.Single(await CqlAsync(nodes, $"SELECT current FROM {table} {where}")).GetProperty("current").GetString());

        // The node has not to be started again: its tries go on.
        await CqlAsync(nodes, $"UPDATE {table} SET current = {Blob(pointer, "current")}, previous = {Blob(pointer, "previous")} {where} IF EXISTS");
        await AssertCountsAsync(node);
    }

    private static string Blob(JsonElement row, string column) => row.GetProperty(column).GetString() is { } bytes ? $"0x{bytes}" : "null";

    private static Task<List<JsonElement>> CqlAsync(RefusedNodes nodes, string statement) =>
        CqlShell.RunOrSkipAsync(nodes.Cassandra.ContactPoints, Cancelled, statement);

    private static async Task<List<JsonElement>> SchemaAsync(ClusterNode node, params string[] arguments) =>
        [.. (await node.Process.Pbm.RunAsync(Cancelled, ["schema", .. arguments])).EnumerateArray()];

    private async Task<RefusedNodes> NodesAsync(int count, params string[] settings) =>
        await RefusedNodes.CreateAsync(await _servers.KafkaOrSkipAsync(Cancelled), await _servers.CassandraOrSkipAsync(Cancelled), count, settings);
}
