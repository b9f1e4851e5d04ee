using ActorPipeline.TestKit;
using Xunit;

namespace ActorPipeline.Simulation.Mutants;

public class MutantTests(ITestOutputHelper output)
{
    private const int Seeds = 4_000;
    private static readonly Lazy<MutantCompiler> Compiler = new();

    // Parts of names, divided by |, pick mutants. Without one every third runs, and all where long tests do.
    private static readonly string[]? Picked = Environment.GetEnvironmentVariable("AP_MUTANTS") is { Length: > 0 } names ? names.Split('|') : null;

    private static readonly List<Mutant> Mutants =
    [
        .. Catalogue.All.Where((mutant, index) => Picked is null ? LongTests.Run || index % 3 == 0 : Array.Exists(Picked, part => mutant.Name.Contains(part, StringComparison.Ordinal))),
    ];

    // One a core at a time: the tests of a class run one after the other, and each waits for its own.
    private static readonly SemaphoreSlim Cores = new(Environment.ProcessorCount);
    private static readonly Lazy<Dictionary<string, Task<string?>>> Failures = new(() => Mutants.ToDictionary(mutant => mutant.Name, FirstFailureAsync));

    public static TheoryData<string> Names { get; } = [.. (Picked is null ? Catalogue.All : Mutants).Select(mutant => mutant.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_broken_engine_is_caught(string name)
    {
        LongTests.RunOrSkip(Failures.Value.ContainsKey(name));
        var failure = await Failures.Value[name];
        Assert.True(failure is not null, $"not caught by {Seeds} seeds");
        output.WriteLine($"caught by seed {failure}");
    }

    [Fact]
    public void An_engine_compiled_unbroken_is_not_caught() =>
        Assert.Null(FirstFailure(new Mutant("unbroken", Path.Combine("Shards", "ShardState.cs")), seeds: 40));

    private static async Task<string?> FirstFailureAsync(Mutant mutant)
    {
        await Cores.WaitAsync();
        try
        {
            return await Task.Run(() => FirstFailure(mutant, Seeds));
        }
        finally
        {
            Cores.Release();
        }
    }

    private static string? FirstFailure(Mutant mutant, int seeds) => new MutantContext(Compiler.Value.Compile(mutant)).FirstFailure(1, seeds);
}
