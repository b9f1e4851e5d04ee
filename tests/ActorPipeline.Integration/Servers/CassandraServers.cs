using System.Globalization;
using Xunit;

namespace ActorPipeline.Integration.Servers;

/// <summary>Real Cassandra nodes.</summary>
internal sealed class CassandraServers : RealServers
{
    // A single node is used by many tests, each with tables of its own, which take memory as long as they are there.
    private CassandraServers(int nodes)
        : base(new ServerScript("cassandra", nodes == 1 ? "1536m" : "768m"))
    {
    }

    /// <summary>Where they answer: <c>host:port,host:port</c>.</summary>
    public string ContactPoints { get; private set; } = "";

    /// <summary>Starts nodes on a free port of 127.0.0.1, 127.0.0.2 and so on, or skips the test where they cannot run.</summary>
    /// <param name="nodes">How many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="settings">Lines for the servers' yaml.</param>
    public static async Task<CassandraServers> StartOrSkipAsync(int nodes, CancellationToken cancellationToken, params string[] settings)
    {
        var servers = new CassandraServers(nodes);
        try
        {
            // Gossip listens 1,000 above the port, the management of node i 2,000 + i above.
            var port = FreePort([0, 1000, .. Enumerable.Range(1, nodes).Select(node => 2000 + node)]);
            string[] arguments =
                ["--nodes", $"{nodes}", "--port", port.ToString(CultureInfo.InvariantCulture), .. settings.SelectMany(setting => (string[])["--set", setting])];
            try
            {
                await servers.StartAsync(cancellationToken, arguments);
            }
            catch (InvalidOperationException problem) when (nodes > 1)
            {
                // A node that hears none of the others within its four seconds ends ("Unable to gossip with any peers"), as on a busy machine;
                // it has joined nothing then, and what an operator does is to start it again.
                TestContext.Current.TestOutputHelper?.WriteLine(problem.Message);
                await servers.UpOneByOneAsync(nodes, cancellationToken);
            }

            servers.ContactPoints = await servers.RunToolAsync(cancellationToken, "contact", servers.Folder);
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    private async Task UpOneByOneAsync(int nodes, CancellationToken cancellationToken)
    {
        for (var node = 1; node <= nodes; node++)
        {
            await UpAsync(node, cancellationToken);
        }
    }
}
