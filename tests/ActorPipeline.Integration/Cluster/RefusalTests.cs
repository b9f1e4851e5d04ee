using System.Net;
using System.Text.Json;
using ActorPipeline.Integration.Processes;
using Xunit;

namespace ActorPipeline.Integration.Cluster;

/// <summary>What a node of a cluster cannot work with, it names, with the place; it works when the cause is gone.</summary>
/// <remarks>Each starts servers of its own, so run by name: <c>ActorPipeline.Integration.dll -explicit only -class ActorPipeline.Integration.Cluster.RefusalTests</c>.</remarks>
public sealed class RefusalTests
{
    private static readonly ClusterShape OneNode = new() { Nodes = 1 };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Without_a_broker_a_node_names_it_and_works_when_it_is_there()
    {
        await using var cluster = await TestCluster.CreateOrSkipAsync(OneNode, Cancelled);
        await cluster.Kafka.StopAsync(null, Cancelled);

        await cluster.Nodes[0].LaunchAsync(Cancelled);
        await AssertSaysAsync(cluster.Nodes[0], cluster.Kafka.BootstrapServers);

        await cluster.Kafka.UpAsync(null, Cancelled);
        await AssertCountsAsync(cluster.Nodes[0]);
    }

    [Fact(Explicit = true)]
    public async Task Without_Cassandra_a_node_names_it_and_works_when_it_is_there()
    {
        await using var cluster = await TestCluster.CreateOrSkipAsync(OneNode, Cancelled);
        await cluster.Cassandra.StopAsync(null, Cancelled);

        await cluster.Nodes[0].LaunchAsync(Cancelled);
        await AssertSaysAsync(cluster.Nodes[0], cluster.Cassandra.ContactPoints);

        await cluster.Cassandra.UpAsync(null, Cancelled);
        await AssertCountsAsync(cluster.Nodes[0]);
    }

    [Fact(Explicit = true)]
    public async Task A_wrong_password_is_refused_with_the_user_s_name_and_without_the_password()
    {
        const string Wrong = "wr0ng-s3cret";
        var shape = OneNode with
        {
            CassandraSettings = ["authenticator: PasswordAuthenticator"],
            Settings = ["cassandra.username=cassandra", $"cassandra.password={Wrong}"],
        };
        await using var cluster = await TestCluster.CreateOrSkipAsync(shape, Cancelled);
        var node = cluster.Nodes[0];

        await node.LaunchAsync(Cancelled);
        await AssertSaysAsync(node, cluster.Cassandra.ContactPoints, "cassandra");
        Assert.DoesNotContain(Wrong, node.Log, StringComparison.Ordinal);
        await node.KillAsync(Cancelled);

        node.With("cassandra.password=cassandra");
        await node.StartAsync(Cancelled);
        await AssertCountsAsync(node);
    }

    [Fact(Explicit = true)]
    public async Task A_second_node_of_the_same_id_is_named_and_the_first_goes_on()
    {
        await using var cluster = await TestCluster.CreateOrSkipAsync(OneNode with { Nodes = 2 }, Cancelled);
        var (first, second) = (cluster.Nodes[0], cluster.Nodes[1]);
        await first.StartAsync(Cancelled);

        second.With($"node.id={first.Id}");
        await second.LaunchAsync(Cancelled);
        await AssertSaysAsync(second, first.Id, first.Process.Operators.Authority);
        await AssertCountsAsync(first);

        await second.KillAsync(Cancelled);
        second.With("node.id=another");
        await second.StartAsync(Cancelled);
        await AssertCountsAsync(second);
    }

    [Fact(Explicit = true)]
    public async Task A_keyspace_that_is_dropped_is_named_and_made_again_from_the_shard_log()
    {
        await using var cluster = await TestCluster.CreateOrSkipAsync(OneNode with { Settings = ["engine.shards.keep-log=on"] }, Cancelled);
        var node = cluster.Nodes[0];
        await node.StartAsync(Cancelled);
        await AssertCountsAsync(node);

        await CqlShell.RunOrSkipAsync(cluster.Cassandra.ContactPoints, Cancelled, "DROP KEYSPACE actor_pipeline");
        await CollectAsync(node);
        await AssertSaysAsync(node, "actor_pipeline");

        await node.KillAsync(Cancelled);
        await node.StartAsync(Cancelled);
        await AssertCountsAsync(node);
    }

    [Fact(Explicit = true)]
    public async Task A_source_topic_that_is_deleted_and_created_again_is_read_from_its_new_beginning()
    {
        await using var cluster = await TestCluster.CreateOrSkipAsync(OneNode, Cancelled);
        var node = cluster.Nodes[0];
        await node.StartAsync(Cancelled);
        await AssertCountsAsync(node);

        await cluster.Kafka.TopicsAsync(Cancelled, "--delete", "--topic", Visits.Pipeline);
        await AssertSaysAsync(node, Visits.Pipeline);

        await cluster.Kafka.TopicsAsync(Cancelled, "--create", "--topic", Visits.Pipeline, "--partitions", $"{Visits.Partitions}");
        await AssertCountsAsync(node);
    }

    [Fact(Explicit = true)]
    public async Task A_source_topic_that_gets_more_partitions_is_named_with_both_numbers()
    {
        const int More = Visits.Partitions + 2;
        await using var cluster = await TestCluster.CreateOrSkipAsync(OneNode, Cancelled);
        var node = cluster.Nodes[0];
        await node.StartAsync(Cancelled);
        await AssertCountsAsync(node);
        await node.TerminateAsync(Cancelled);

        await cluster.Kafka.TopicsAsync(Cancelled, "--alter", "--topic", Visits.Pipeline, "--partitions", $"{More}");
        await node.LaunchAsync(Cancelled);
        await AssertSaysAsync(node, Visits.Pipeline, $"{Visits.Partitions}", $"{More}");
    }

    [Fact(Explicit = true)]
    public async Task A_snapshot_of_an_unknown_version_is_named_and_left_alone()
    {
        const string Unknown = "UPDATE actor_pipeline.snapshot_pointer SET current = 0x63, previous = 0x63 WHERE pipeline = 'visits' AND shard = 0 IF EXISTS";
        await using var cluster = await TestCluster.CreateOrSkipAsync(OneNode, Cancelled);
        var node = cluster.Nodes[0];
        await node.StartAsync(Cancelled);
        await AssertCountsAsync(node);
        await node.TerminateAsync(Cancelled);
        var pointer = (await CqlShell.RunOrSkipAsync(
            cluster.Cassandra.ContactPoints, Cancelled, "SELECT current, previous FROM actor_pipeline.snapshot_pointer WHERE pipeline = 'visits' AND shard = 0")).Single();

        await CqlShell.RunOrSkipAsync(cluster.Cassandra.ContactPoints, Cancelled, Unknown);
        await node.LaunchAsync(Cancelled);
        await AssertSaysAsync(node, "version 99");
        await node.KillAsync(Cancelled);

        var before = $"SET current = {Blob(pointer, "current")}, previous = {Blob(pointer, "previous")}";
        await CqlShell.RunOrSkipAsync(
            cluster.Cassandra.ContactPoints, Cancelled, $"UPDATE actor_pipeline.snapshot_pointer {before} WHERE pipeline = 'visits' AND shard = 0 IF EXISTS");
        await node.StartAsync(Cancelled);
        await AssertCountsAsync(node);
    }

    private static string Blob(JsonElement row, string column) => row.GetProperty(column).GetString() is { } bytes ? $"0x{bytes}" : "null";

    /// <summary>Asserts that a node is not ready, and that its report and its log both name all of it.</summary>
    private static async Task AssertSaysAsync(ClusterNode node, params string[] named)
    {
        await Deadline.UntilAsync(
            () => node.Process.ReadinessAsync(Cancelled),
            readiness => readiness.Status == HttpStatusCode.ServiceUnavailable && Array.TrueForAll(named, name => readiness.Report.Contains(name, StringComparison.Ordinal)),
            Cancelled,
            $"/ready of {node.Id} red and naming {string.Join(", ", named)}");
        await Deadline.UntilAsync(
            () => Task.FromResult(node.Log),
            log => log.Split('\n').Any(line => Array.TrueForAll(named, name => line.Contains(name, StringComparison.Ordinal))),
            Cancelled,
            $"a line in the log of {node.Id} that names {string.Join(", ", named)}");
    }

    /// <summary>Asserts that a node takes an event and counts all that its topic holds.</summary>
    private static async Task AssertCountsAsync(ClusterNode node)
    {
        await node.Process.AwaitReadyAsync(Cancelled);
        await CollectAsync(node);
        await node.Process.Pbm.FlushAsync(Visits.Pipeline, Cancelled);
        var counters = await node.Process.Pbm.CountersAsync(Visits.Pipeline, Cancelled);
        var rows = await Deadline.UntilAsync(
            () => node.Process.Pbm.RowsAsync(Visits.Pipeline, Visits.PageVisits, Cancelled),
            rows => rows.Sum(row => row.GetProperty("columns").GetProperty("visits").GetInt64()) >= counters.Source,
            Cancelled);
        Assert.Equal((counters.Source, counters.Source), (counters.Applied, rows.Sum(row => row.GetProperty("columns").GetProperty("visits").GetInt64())));
    }

    private static async Task CollectAsync(ClusterNode node)
    {
        var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await Deadline.UntilAsync(() => CollectAsync(node, new Visit(0, nowMs, nowMs, 1, 1)), status => status == HttpStatusCode.Accepted, Cancelled);
    }

    private static async Task<HttpStatusCode> CollectAsync(ClusterNode node, Visit visit)
    {
        using var body = new StringContent(visit.ToString());
        using var answer = await node.Process.Http.PostAsync(new Uri($"/collect/{Visits.Pipeline}", UriKind.Relative), body, Cancelled);
        return answer.StatusCode;
    }
}
