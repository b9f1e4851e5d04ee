using System.Globalization;

namespace ActorPipeline.Bench.Cluster;

/// <summary>The whole way on a real broker, side by side with other stream processors: all read the same topic to its end and write closed rows to topics, one after the other.</summary>
internal static class ClusterBench
{
    private const string Topic = "csc8101";

    public static async Task RunAsync(ClusterOptions options)
    {
        if (PeerTools.Find(out var missing) is not { } tools)
        {
            Console.WriteLine($"skipped: {missing}");
            return;
        }

        await using var broker = await KafkaBroker.StartAsync(tools);
        var folder = Directory.CreateTempSubdirectory("actor-pipeline-cluster-").FullName;
        try
        {
            await RunAsync(options, tools, broker, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunAsync(ClusterOptions options, PeerTools tools, KafkaBroker broker, string folder)
    {
        var records = options.Records.ToString(CultureInfo.InvariantCulture);
        Console.WriteLine(await PeerTools.MustRunAsync(
            tools.Peer, "load", "--bootstrap", broker.Address, "--topic", Topic, "--records", records, "--by", options.By));
        var oracle = Directory.CreateDirectory(Path.Combine(folder, "oracle")).FullName;
        Console.WriteLine(await PeerTools.MustRunAsync(tools.Peer, "oracle", "--bootstrap", broker.Address, "--topic", Topic, "--dir", oracle));
        Console.WriteLine($"load of the machine before: {File.ReadAllText("/proc/loadavg").Trim()}");
        var runs = new List<ClusterRun>();
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var contestant in Contestant.All(options, tools, broker.Address, Topic, folder, round))
            {
                var run = await contestant.RunAsync(tools, broker.Address, oracle);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"round {round} | {run.Name} | {run.Rate:0} events/CPU-s | {run.Number("wall_from_first_s"):0.0} s | {run.Values["max_rss_mb"]} MB | {run.Check} {run.Stages}"));
                runs.Add(run);
            }
        }

        Console.WriteLine($"load of the machine after: {File.ReadAllText("/proc/loadavg").Trim()}\n");
        Print(runs);
    }

    private static void Print(List<ClusterRun> runs)
    {
        Console.WriteLine("| run | events per CPU-second from the first record | wall s | peak MB | rows | where the CPU goes |");
        Console.WriteLine("| --- | ---: | ---: | ---: | --- | --- |");
        foreach (var group in runs.GroupBy(run => run.Name))
        {
            var median = group.OrderBy(run => run.Rate).ElementAt(group.Count() / 2);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {group.Key} | {median.Rate:0} | {median.Number("wall_from_first_s"):0.0} | {median.Values["max_rss_mb"]} | {median.Check} | {median.Stages} |"));
        }
    }
}
