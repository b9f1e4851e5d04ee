using System.Globalization;

namespace ActorPipeline.Bench.Cluster;

/// <summary>One who reads the topic to its end.</summary>
/// <param name="Name">Who.</param>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Out">The beginning of the names of the topics it writes rows to; null when it writes none.</param>
internal sealed record Contestant(string Name, string Program, IReadOnlyList<string> Arguments, string? Out)
{
    /// <summary>All, in the order they run.</summary>
    public static IEnumerable<Contestant> All(ClusterOptions options, PeerTools tools, string address, string topic, string folder, int round)
    {
        var number = round.ToString(CultureInfo.InvariantCulture);
        var self = typeof(Contestant).Assembly.Location;
        Contestant[] all =
        [
            new("own reader, poll only", DotNet.Path, [self, ClusterChild.Consume, address, topic, "poll"], null),
            new("own reader, decode", DotNet.Path, [self, ClusterChild.Consume, address, topic, "decode"], null),
            new("ActorPipeline, exact", DotNet.Path, [self, ClusterChild.Pipeline, address, topic, $"ours{number}", Path.Combine(folder, $"data-{number}")], $"ours{number}"),
            Peer("flink tuned, exactly once", "flink", "--shape", "tuned", "--checkpoint-ms", "10000", "--guarantee", "exactly_once"),
            Peer("flink windows", "flink", "--shape", "windows"),
            Peer("streams memory", "streams", "--store", "memory"),
            Peer("streams rocksdb", "streams", "--store", "rocksdb"),
            Peer("streams rocksdb, exactly once", "streams", "--store", "rocksdb", "--guarantee", "exactly_once_v2"),
        ];

        // Kafka Streams relies on the topic being partitioned by client.
        return all.Where(one => options.By == "client" || !one.Name.StartsWith("streams", StringComparison.Ordinal))
            .Where(one => options.Wants(one.Name));

        Contestant Peer(string name, string command, params string[] arguments) =>
            new(name, tools.Peer, [command, "--bootstrap", address, "--topic", topic, "--out", command, "--state-dir", folder, .. arguments], command);
    }

    /// <summary>Runs it, and checks its rows.</summary>
    public async Task<ClusterRun> RunAsync(PeerTools tools, string address, string oracle)
    {
        var output = await PeerTools.MustRunAsync(Program, Arguments);
        return ClusterRun.Parse(Name, output, Out is null ? "" : await CheckAsync(tools, address, oracle));
    }

    private async Task<string> CheckAsync(PeerTools tools, string address, string oracle)
    {
        var (exitCode, output) = await PeerTools.RunAsync(tools.Peer, "check", "--bootstrap", address, "--out", Out!, "--dir", oracle);
        return exitCode == 0 ? "exact" : $"WRONG: {output.ReplaceLineEndings("; ")}";
    }
}
