using System.Globalization;
using System.Security.Cryptography;

namespace ActorPipeline.Integration.Cluster;

/// <summary>How a long run of faults goes; <c>tests/faults</c> sets it through the environment.</summary>
/// <param name="Kills">How many nodes are killed.</param>
/// <param name="Seed">Chooses nodes, and the visits.</param>
/// <param name="EventsPerSecond">The rate that must be kept.</param>
/// <param name="Brokers">How many brokers.</param>
/// <param name="CassandraNodes">How many Cassandra nodes.</param>
/// <param name="Report">A file that every line of the run is added to; null for none.</param>
internal sealed record FaultRunOptions(int Kills, int Seed, int EventsPerSecond, int Brokers, int CassandraNodes, string? Report)
{
    /// <summary>Reads the environment.</summary>
    public static FaultRunOptions FromEnvironment() => new(
        Number("AP_FAULT_KILLS", 200),
        Number("AP_FAULT_SEED", RandomNumberGenerator.GetInt32(int.MaxValue)),
        Number("AP_FAULT_RATE", 20_000),
        Number("AP_FAULT_BROKERS", 3),
        Number("AP_FAULT_CASSANDRA", 3),
        Environment.GetEnvironmentVariable("AP_FAULT_REPORT"));

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
