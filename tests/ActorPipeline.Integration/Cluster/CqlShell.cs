using System.Text.Json;
using ActorPipeline.Integration.Processes;
using Xunit;

namespace ActorPipeline.Integration.Cluster;

/// <summary>Runs statements with the driver for Python that Debian ships: what any user of Cassandra sees, and none of the product's code.</summary>
internal static class CqlShell
{
    // Debian's driver is there for Debian's Python only.
    private const string Python = "/usr/bin/python3";

    // Prints a line of JSON per row; blobs in hexadecimal.
    private const string Program = """
        import json, sys
        from cassandra.cluster import Cluster
        points = [point.rsplit(':', 1) for point in sys.argv[1].split(',')]
        cluster = Cluster([host for host, _ in points], port=int(points[0][1]), connect_timeout=30)
        session = cluster.connect()
        session.default_timeout = 60
        for statement in sys.argv[2:]:
            for row in session.execute(statement):
                print(json.dumps(row._asdict(), default=lambda value: value.hex() if isinstance(value, bytes) else str(value)))
        cluster.shutdown()
        """;

    /// <summary>Runs statements, or skips the test where the driver is not installed; CI fails there.</summary>
    /// <param name="contactPoints"><c>host:port,host:port</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="statements">CQL.</param>
    /// <returns>All rows, as objects of their columns.</returns>
    public static async Task<List<JsonElement>> RunOrSkipAsync(string contactPoints, CancellationToken cancellationToken, params string[] statements)
    {
        await RequireDriverAsync(cancellationToken);
        var result = await RunAsync(cancellationToken, ["-c", Program, contactPoints, .. statements]);
        Assert.True(result.ExitCode == 0, $"{string.Join("; ", statements)}: {result.Errors}");
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    private static async Task RequireDriverAsync(CancellationToken cancellationToken)
    {
        var missing = !File.Exists(Python) ? $"there is no {Python}"
            : (await RunAsync(cancellationToken, "-c", "import cassandra.cluster")).ExitCode != 0 ? "the Debian package python3-cassandra is not installed"
            : null;
        if (missing is not null && Checkout.IsContinuousIntegration)
        {
            Assert.Fail(missing);
        }

        Assert.SkipWhen(missing is not null, $"no CQL driver of others: {missing}");
    }

    private static async Task<ProcessResult> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        await using var python = ChildProcess.Start(Python, arguments);
        return await python.ResultAsync(cancellationToken);
    }
}
