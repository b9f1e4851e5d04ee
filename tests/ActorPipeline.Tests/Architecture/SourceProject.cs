using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ActorPipeline.Tests.Docs;

namespace ActorPipeline.Tests.Architecture;

/// <summary>A C# project below <c>src</c>: its files, what they use, and the projects it refers to.</summary>
internal sealed partial class SourceProject
{
    private readonly string _folder;

    private SourceProject(string folder)
    {
        _folder = folder;
        Name = Path.GetFileName(folder);
        var project = XDocument.Load(Path.Combine(folder, $"{Name}.csproj"));
        AssemblyName = (string?)project.Descendants("AssemblyName").SingleOrDefault() ?? Name;
        References = [.. project.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!))];
        Files = [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => Path.GetRelativePath(folder, path).Replace('\\', '/').Split('/')[0] is not ("obj" or "bin"))
            .Select(path => new SourceFile(path, NamespaceOf(path), FolderOf(path), File.ReadAllText(path)))];
    }

    /// <summary>All projects of the product.</summary>
    public static IReadOnlyList<SourceProject> All { get; } = [.. Directory.EnumerateDirectories(Path.Combine(Checkout.Root, "src"))
        .Where(folder => File.Exists(Path.Combine(folder, $"{Path.GetFileName(folder)}.csproj")))
        .Order(StringComparer.Ordinal)
        .Select(folder => new SourceProject(folder))];

    /// <summary>Its name, and the namespace that its folder stands for.</summary>
    public string Name { get; }

    /// <summary>The name of what it is compiled to.</summary>
    public string AssemblyName { get; }

    /// <summary>The projects it refers to.</summary>
    public IReadOnlyList<string> References { get; }

    /// <summary>Its source files.</summary>
    public IReadOnlyList<SourceFile> Files { get; }

    /// <summary>Which folders use which: by types in compiled code, and by using directives. Constants are not seen in compiled code, and a using directive that nothing
    /// needs does not build.</summary>
    public FolderGraph FolderGraph()
    {
        var graph = new FolderGraph();
        foreach (var (from, to) in TypeUses.Of(Assembly.Load(AssemblyName)).Where(use => IsOwn(use.From.Namespace) && IsOwn(use.To.Namespace)))
        {
            graph.Add(from.Namespace!, to.Namespace!, $"{NameOf(from)} uses {NameOf(to)}");
        }

        var namespaces = Files.Select(file => file.Namespace).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Files.Where(file => IsOwn(file.Namespace)))
        {
            foreach (var used in UsingDirective().Matches(file.Text).Select(match => match.Groups["name"].Value).Where(namespaces.Contains))
            {
                graph.Add(file.Namespace, used, $"{Path.GetFileName(file.Path)} has a using directive");
            }
        }

        return graph;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static string NameOf(Type type) => type.Name.Split('`')[0];

    private static string NamespaceOf(string path) => Declaration().Match(File.ReadAllText(path)).Groups["name"].Value;

    private string FolderOf(string path) =>
        string.Join('.', Path.GetRelativePath(_folder, Path.GetDirectoryName(path)!).Replace('\\', '/').Split('/').Where(part => part != ".").Prepend(Name));

    // What generators put into the assembly lies elsewhere.
    private bool IsOwn(string? name) => name == Name || name?.StartsWith($"{Name}.", StringComparison.Ordinal) == true;

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^using (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex UsingDirective();
}

/// <summary>A source file.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Namespace">The namespace it declares; empty for none.</param>
/// <param name="Folder">The namespace that its project and folder say.</param>
/// <param name="Text">Its text.</param>
internal sealed record SourceFile(string Path, string Namespace, string Folder, string Text);
