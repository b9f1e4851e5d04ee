using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ActorPipeline.Simulation.Mutants;

/// <summary>Compiles the engine from its sources with one file replaced, so that shipped code needs no hooks for it.</summary>
internal sealed class MutantCompiler
{
    private const string BuildItself = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("ActorPipeline.Simulation")]
        [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("ActorPipeline.TestKit")]
        """;

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview);
    private readonly string _folder = Metadata("EngineSources");
    private readonly Dictionary<string, SyntaxTree> _trees;
    private readonly Compilation _engine;

    /// <summary>Reads the engine's sources.</summary>
    public MutantCompiler()
    {
        _trees = Directory.EnumerateFiles(_folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_folder, path))
            .Where(path => !path.StartsWith("obj", StringComparison.Ordinal) && !path.StartsWith("bin", StringComparison.Ordinal))
            .ToDictionary(path => path, path => Parse(File.ReadAllText(Path.Combine(_folder, path))));
        var engine = CSharpCompilation.Create(
            "ActorPipeline",
            [Parse(BuildItself), .. _trees.Values],
            References(),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));

        // No mutant changes what generators make: they run once.
        CSharpGeneratorDriver.Create(Generators(), parseOptions: Parsing).RunGeneratorsAndUpdateCompilation(engine, out _engine, out _);
    }

    /// <summary>Compiles a mutant.</summary>
    /// <returns>The assembly's bytes.</returns>
    public byte[] Compile(Mutant mutant)
    {
        var tree = _trees[mutant.File];
        var mutated = _engine.ReplaceSyntaxTree(tree, Parse(mutant.Apply(tree.ToString())));
        using var assembly = new MemoryStream();
        var result = mutated.Emit(assembly);
        return result.Success
            ? assembly.ToArray()
            : throw new InvalidOperationException($"mutant '{mutant.Name}': {result.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)}");
    }

    private static SyntaxTree Parse(string text) => CSharpSyntaxTree.ParseText(text, Parsing);

    private static IEnumerable<MetadataReference> References() => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => Path.GetFileName(path) is not ("ActorPipeline.dll" or "ActorPipeline.TestKit.dll" or "ActorPipeline.Simulation.dll"))
        .Select(path => MetadataReference.CreateFromFile(path));

    private static ISourceGenerator[] Generators() =>
        [.. Metadata("EngineGenerators").Split('|').SelectMany(path => new AnalyzerFileReference(path, new Loader()).GetGenerators(LanguageNames.CSharp))];

    private static string Metadata(string key) => typeof(MutantCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
