using System.Collections.Concurrent;
using System.Globalization;
using Xunit;

namespace ActorPipeline.Simulation;

public class SimulationTests(ITestOutputHelper output)
{
    private const int DefaultSeeds = 300;

    // Seeds that alone among many showed something: they always run. 259: a repeat that lands after an idle marker. 275: an owner that stands still
    // while it recovers, and finds the log trimmed. 1065: a checkpoint that is made just when everything else is done. 2601: a run that fails while it
    // asks who has taken its shard.
    private static readonly int[] Pinned = [259, 275, 1065, 2601];

    [Fact]
    public void Whatever_happens_the_rows_are_the_truth()
    {
        var first = Setting("AP_SIM_FIRST", 1);
        var count = Setting("AP_SIM_SEEDS", DefaultSeeds);
        output.WriteLine($"seeds {first} to {first + count - 1} and {Pinned.Length} pinned");
        AssertAllHold(Pinned.Concat(Enumerable.Range(first, count)));
    }

    [Fact]
    public void One_seed_is_one_schedule()
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            Assert.Equal(SimulationRun.Run(seed).TraceHash, SimulationRun.Run(seed).TraceHash);
        }
    }

    private static void AssertAllHold(IEnumerable<int> seeds)
    {
        var failed = new ConcurrentBag<SimulationOutcome>();
        Parallel.ForEach(seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            if (SimulationRun.Run(seed) is { Failure: not null } outcome)
            {
                failed.Add(outcome);
            }
        });
        Assert.True(failed.IsEmpty, $"{failed.Count} seeds failed\n{string.Join('\n', failed.OrderBy(one => one.Seed).Select(one => one.Summary))}\n\n{failed.MinBy(one => one.Seed)}");
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
