using System.Diagnostics;

namespace ActorPipeline.Bench.Cluster;

/// <summary>The programs beside the checkout that run Kafka and other stream processors.</summary>
internal sealed class PeerTools
{
    private PeerTools(string kafka, string peer, string? cassandra)
    {
        Kafka = kafka;
        Peer = peer;
        Cassandra = cassandra;
    }

    /// <summary>Runs brokers.</summary>
    public string Kafka { get; }

    /// <summary>Runs Cassandra nodes; null where it is missing.</summary>
    public string? Cassandra { get; }

    /// <summary>Loads topics, runs other stream processors and checks results.</summary>
    public string Peer { get; }

    /// <summary>Looks for them.</summary>
    /// <param name="missing">Why they cannot be used.</param>
    public static PeerTools? Find(out string missing)
    {
        var kafka = Shared("servers/kafka/kafka");
        var peer = Shared("peers/peer");
        missing = kafka is null ? "there is no shared/servers/kafka beside the checkout"
            : peer is null ? "there is no shared/peers beside the checkout"
            : !HasJava() ? "there is no Java 17 to run them on (java on the PATH, or JAVA_HOME)"
            : "";
        return missing.Length == 0 ? new PeerTools(kafka!, peer!, Shared("servers/cassandra/cassandra")) : null;
    }

    /// <summary>Runs a program and gives what it printed. It ends with this process.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment["KAFKA_HEAP"] = "512m";
        start.Environment["CASSANDRA_HEAP"] = "1024m";
        using var process = Process.Start(start)!;
        EventHandler end = (_, _) => process.Kill(entireProcessTree: true);
        AppDomain.CurrentDomain.ProcessExit += end;
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, output.Trim());
        }
        finally
        {
            AppDomain.CurrentDomain.ProcessExit -= end;
        }
    }

    /// <summary>Runs a program that must succeed.</summary>
    public static async Task<string> MustRunAsync(string program, params IEnumerable<string> arguments)
    {
        var (exitCode, output) = await RunAsync(program, arguments);
        return exitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {exitCode}: {output}");
    }

    private static string? Shared(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    private static bool HasJava() => Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } home
        ? File.Exists(Path.Combine(home, "bin", "java"))
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "java")));
}
