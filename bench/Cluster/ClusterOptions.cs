using System.Globalization;

namespace ActorPipeline.Bench.Cluster;

/// <summary>What the benchmark on Kafka is asked to do.</summary>
/// <param name="Records">Events of the topic.</param>
/// <param name="By">How the topic is partitioned: by <c>client</c>, or <c>rr</c> for round robin.</param>
/// <param name="Rounds">How often everything runs, in turn.</param>
/// <param name="Only">Parts of the names of the runs wanted; empty for all.</param>
internal sealed record ClusterOptions(int Records, string By, int Rounds, IReadOnlyList<string> Only)
{
    /// <summary>Reads arguments.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="records">Events where they do not say.</param>
    /// <param name="rounds">Rounds where they do not say.</param>
    public static ClusterOptions Parse(ReadOnlySpan<string> args, int records, int rounds)
    {
        var options = new ClusterOptions(records, "client", rounds, []);
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} needs a value");
            options = args[i] switch
            {
                "--records" => options with { Records = int.Parse(value, CultureInfo.InvariantCulture) },
                "--by" when value is "client" or "rr" => options with { By = value },
                "--rounds" => options with { Rounds = int.Parse(value, CultureInfo.InvariantCulture) },
                "--only" => options with { Only = value.Split(',') },
                _ => throw new ArgumentException($"{args[i]} {value}: expected --records N, --by client|rr, --rounds N or --only NAME,NAME"),
            };
        }

        return options;
    }

    /// <summary>Whether a run is wanted.</summary>
    public bool Wants(string name) => Only.Count == 0 || Only.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
}
