namespace ActorPipeline.Simulation;

/// <summary>What came of a seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Failure">What was found wrong first, or null.</param>
/// <param name="Faults">The faults that were injected.</param>
/// <param name="LastSteps">The end of the trace.</param>
/// <param name="TraceHash">A hash of the whole trace.</param>
internal sealed record SimulationOutcome(int Seed, string? Failure, IReadOnlyList<string> Faults, IReadOnlyList<string> LastSteps, string TraceHash)
{
    /// <summary>A failed seed in one line.</summary>
    public string Summary => $"{Seed}: {Failure?.Split('\n')[0]}";

    /// <summary>A failed seed as a reader needs it.</summary>
    public override string ToString() => $"""
        seed {Seed} failed: {Failure}
        faults injected:
          {string.Join("\n  ", Faults)}
        the last steps:
        {string.Join("", LastSteps)}
        """;
}
