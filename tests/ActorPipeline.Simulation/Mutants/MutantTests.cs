using Xunit;

namespace ActorPipeline.Simulation.Mutants;

public class MutantTests(ITestOutputHelper output)
{
    private const int Seeds = 500;
    private static readonly Lazy<MutantCompiler> Compiler = new();

    // Parts of names, divided by |, pick mutants; without one all run.
    private static readonly string[] Picked = (Environment.GetEnvironmentVariable("AP_MUTANTS") ?? "").Split('|');

    public static TheoryData<string> Names { get; } = [.. Catalogue.All.Where(mutant => Array.Exists(Picked, part => mutant.Name.Contains(part, StringComparison.Ordinal))).Select(mutant => mutant.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_broken_engine_is_caught(string name)
    {
        var context = new MutantContext(Compiler.Value.Compile(Catalogue.All.Single(mutant => mutant.Name == name)));
        try
        {
            var failure = context.FirstFailure(1, Seeds);
            Assert.True(failure is not null, $"not caught by {Seeds} seeds");
            output.WriteLine($"caught by seed {failure}");
        }
        finally
        {
            context.Unload();
        }
    }

    [Fact]
    public void An_engine_compiled_unbroken_is_not_caught()
    {
        var unbroken = new Mutant("unbroken", Path.Combine("Shards", "ShardState.cs"));
        var context = new MutantContext(Compiler.Value.Compile(unbroken));
        Assert.Null(context.FirstFailure(1, 40));
        context.Unload();
    }
}
