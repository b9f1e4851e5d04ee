using System.Globalization;
using System.Security.Cryptography;

namespace ActorPipeline.Integration.Cluster;

/// <summary>How fault tests go: a short form unless the environment, which <c>tests/faults</c> sets, says otherwise.</summary>
/// <param name="Kills">How many nodes the long run kills.</param>
/// <param name="Seed">Chooses nodes, faults and the visits.</param>
/// <param name="EventsPerSecond">The rate; the long run must keep it.</param>
/// <param name="Shape">Servers and nodes.</param>
/// <param name="Starts">How often nodes are started all at once.</param>
/// <param name="Report">A file that every line of the run is added to; null for none.</param>
internal sealed record FaultRunOptions(int Kills, int Seed, int EventsPerSecond, ClusterShape Shape, int Starts, string? Report)
{
    /// <summary>Reads the environment.</summary>
    public static FaultRunOptions FromEnvironment() => new(
        Number("AP_FAULT_KILLS", 3),
        Number("AP_FAULT_SEED", RandomNumberGenerator.GetInt32(int.MaxValue)),
        Number("AP_FAULT_RATE", 2_000),
        new ClusterShape
        {
            Brokers = Number("AP_FAULT_BROKERS", 1),
            CassandraNodes = Number("AP_FAULT_CASSANDRA", 1),

            // What nodes then log tells when shards changed hands.
            Settings =
            [
                "logging.level=information", "logging.lines-per-second=0",
                .. Environment.GetEnvironmentVariable("AP_FAULT_SET")?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [],
            ],

            // The lease by which the others go on is free again by then.
            StandsStillFor = TimeSpan.FromMilliseconds(Number("AP_FAULT_STILL_MS", 25_000)),
        },
        Number("AP_FAULT_STARTS", 2),
        Environment.GetEnvironmentVariable("AP_FAULT_REPORT"));

    /// <summary>Writes a line to the test's output and to the report.</summary>
    public void Say(string line)
    {
        Xunit.TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Report is { } report)
        {
            File.AppendAllText(report, line + "\n");
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"seed {Seed}: {EventsPerSecond} events a second, {Shape.Nodes} nodes, {Shape.Brokers} brokers, {Shape.CassandraNodes} Cassandra nodes, standing still for {Shape.StandsStillFor.TotalSeconds:0.#} s, {Environment.ProcessorCount} cores";

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
