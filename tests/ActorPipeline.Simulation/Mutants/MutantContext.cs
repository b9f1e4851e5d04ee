using System.Reflection;
using System.Runtime.Loader;

namespace ActorPipeline.Simulation.Mutants;

/// <summary>A world of its own for one mutant: the simulation once more, bound to the broken engine.</summary>
/// <remarks>Not collectible: with contexts that were unloaded while others ran, the runtime crashed now and then (.NET 10.0.12: an access
/// violation during garbage collection, and exceptions that no code threw). The mutants of a run keep some megabytes each.</remarks>
/// <param name="engine">The broken engine's assembly.</param>
internal sealed class MutantContext(byte[] engine) : AssemblyLoadContext(isCollectible: false)
{
    /// <summary>Runs seeds on the broken engine until one fails.</summary>
    /// <returns>Which and why in one line, or null.</returns>
    public string? FirstFailure(int firstSeed, int seeds)
    {
        var run = LoadFromAssemblyName(new AssemblyName("ActorPipeline.Simulation")).GetType(typeof(SimulationRun).FullName!)!;
        var method = run.GetMethod(nameof(SimulationRun.FirstFailure), BindingFlags.Public | BindingFlags.Static)!;
        return (string?)method.Invoke(null, [firstSeed, seeds]);
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name switch
    {
        "ActorPipeline" => LoadFromStream(new MemoryStream(engine)),
        "ActorPipeline.TestKit" or "ActorPipeline.Simulation" => LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, $"{assemblyName.Name}.dll")),
        _ => null,
    };
}
