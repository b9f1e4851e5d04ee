using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ActorPipeline.Bench.Pipeline;

/// <summary>From starting a node's process to its first acknowledged event.</summary>
internal static class NodeStartBench
{
    public static async IAsyncEnumerable<BenchRow> RunAsync()
    {
        var node = Program();
        var best = double.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            best = Math.Min(best, await StartOnceAsync(node));
        }

        yield return new BenchRow(
            "start of a node to its first accepted event", string.Create(CultureInfo.InvariantCulture, $"{best:0.00} s"), "", "", null, "< 1 s", "best of three, empty data folder, all shipped pipelines");
    }

    // The node's own output: what stands beside the benchmarks was not compiled beforehand.
    private static string Program()
    {
        const string Built = "src/ActorPipeline.Node/bin/Release/net10.0/ActorPipeline.Node.dll";
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ActorPipeline.sln")))
        {
            folder = folder.Parent;
        }

        return folder is not null ? Path.Combine(folder.FullName, Built) : throw new FileNotFoundException($"the benchmarks run from a checkout: none is above {AppContext.BaseDirectory}");
    }

    private static async Task<double> StartOnceAsync(string node)
    {
        var data = Directory.CreateTempSubdirectory("actor-pipeline-bench-").FullName;
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(
            DotNet.Path, [node, "--data", data, "--set", "web.port=0", "--set", "management.port=0"])
        { RedirectStandardOutput = true })!;
        try
        {
            using var client = new HttpClient();
            var web = await WebAddressAsync(Path.Combine(data, "node.json"));
            using var body = new StringContent("bench;1700000000;10.0.0.1;/index", Encoding.UTF8, "text/plain");
            using var answer = await client.PostAsync(new Uri(web + "/collect/site-log"), body);
            answer.EnsureSuccessStatusCode();
            return Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<string> WebAddressAsync(string file)
    {
        while (!File.Exists(file))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }

        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        return document.RootElement.GetProperty("web").GetString()!;
    }
}
