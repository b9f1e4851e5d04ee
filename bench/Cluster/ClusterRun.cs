using System.Globalization;

namespace ActorPipeline.Bench.Cluster;

/// <summary>What one run printed: name=value pairs, and what it says of its stages.</summary>
/// <param name="Name">Whose run.</param>
/// <param name="Values">The pairs of its line.</param>
/// <param name="Stages">Where its time went; empty where it does not say.</param>
/// <param name="Check">What the checker said of its rows; empty where it writes none.</param>
internal sealed record ClusterRun(string Name, IReadOnlyDictionary<string, string> Values, string Stages, string Check)
{
    /// <summary>Events per CPU-second from its first record.</summary>
    public double Rate => Number("records_per_cpu_s_from_first");

    /// <summary>Reads what a run printed.</summary>
    public static ClusterRun Parse(string name, string output, string check)
    {
        var lines = output.Split('\n');
        var line = lines.LastOrDefault(line => line.StartsWith("peer=", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"{name} printed no result: {output}");
        var values = line.Split(' ').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        var stages = lines.LastOrDefault(line => line.StartsWith("stages: ", StringComparison.Ordinal)) ?? "";
        return new ClusterRun(name, values, stages.Replace("stages: ", "", StringComparison.Ordinal), check);
    }

    public double Number(string value) => double.Parse(Values[value], CultureInfo.InvariantCulture);
}
