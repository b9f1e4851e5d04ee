using System.Globalization;

namespace ActorPipeline.Bench.Cluster.Stores;

/// <summary>
/// The whole way on a real broker and a real Cassandra node; then its rows written alone, by the store and one EXECUTE each, and a breakdown kept in maps and in
/// rows. Every run has a process and a keyspace of its own.
/// </summary>
internal static class StoreBench
{
    private const string Topic = "csc8101";
    private const long FiveMillion = 5_000_000;
    private const long HalfHour = 1_800;

    public static async Task RunAsync(ClusterOptions options)
    {
        if (PeerTools.Find(out var missing) is not { } tools)
        {
            Console.WriteLine($"skipped: {missing}");
            return;
        }

        if (tools.Cassandra is null)
        {
            Console.WriteLine("skipped: there is no shared/servers/cassandra beside the checkout");
            return;
        }

        await using var broker = await KafkaBroker.StartAsync(tools);
        await using var node = await CassandraNode.StartAsync(tools.Cassandra);
        var oracle = Directory.CreateTempSubdirectory("actor-pipeline-oracle-").FullName;
        try
        {
            var records = options.Records.ToString(CultureInfo.InvariantCulture);
            Console.WriteLine(await PeerTools.MustRunAsync(
                tools.Peer, "load", "--bootstrap", broker.Address, "--topic", Topic, "--records", records, "--span-s", Span(options.Records), "--by", options.By));
            Console.WriteLine(await PeerTools.MustRunAsync(tools.Peer, "oracle", "--bootstrap", broker.Address, "--topic", Topic, "--dir", oracle));
            await RunAllAsync(options, new StoreRunner(broker, node, Topic, oracle));
        }
        finally
        {
            Directory.Delete(oracle, recursive: true);
        }
    }

    // However many events there are, a window has as many as with five million in half an hour: what a breakdown holds depends on it.
    private static string Span(int records) => Math.Max(1, records * HalfHour / FiveMillion).ToString(CultureInfo.InvariantCulture);

    private static async Task RunAllAsync(ClusterOptions options, StoreRunner runner)
    {
        var report = new StoreReport();
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var (name, run) in runner.All())
            {
                if (options.Wants(name))
                {
                    var result = await run(name);
                    Console.WriteLine($"round {round} | {result.Describe()}");
                    report.Add(result);
                }
            }
        }

        Console.WriteLine($"load of the machine after: {File.ReadAllText("/proc/loadavg").Trim()}\n");
        report.Print(Console.Out);
    }
}
