using System.Text.RegularExpressions;

namespace ActorPipeline.Tests.Docs;

/// <summary>The files of the checkout that the tests were built in.</summary>
internal static partial class Checkout
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>The documents: README.md and everything below docs.</summary>
    public static IReadOnlyList<string> Documents { get; } =
        ["README.md", .. Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories).Select(Relative).Order(StringComparer.Ordinal)];

    /// <summary>Source text per type declared in src or tests; of partial types all files together.</summary>
    public static ILookup<string, string> Types { get; } = ReadTypes();

    /// <summary>Reads a file.</summary>
    public static string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative));

    /// <summary>The C# files below a folder of the checkout, without what a build makes.</summary>
    public static IEnumerable<string> SourcesIn(string folder) => Directory
        .EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        .Select(Relative)
        .Where(file => !file.Split('/').Any(part => part is "obj" or "bin" or "node_modules"));

    private static string FindRoot(DirectoryInfo folder) => File.Exists(Path.Combine(folder.FullName, "ActorPipeline.sln"))
        ? folder.FullName
        : FindRoot(folder.Parent ?? throw new InvalidOperationException("the tests were not built in a checkout"));

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static ILookup<string, string> ReadTypes() => new[] { "src", "tests" }
        .SelectMany(SourcesIn)
        .Select(file => File.ReadAllText(Path.Combine(Root, file)))
        .SelectMany(text => Declaration().Matches(text).Select(match => (Name: match.Groups["name"].Value, Text: text)))
        .ToLookup(type => type.Name, type => type.Text);

    [GeneratedRegex(@"^\s*(?:(?:public|internal|private|protected|sealed|abstract|static|partial|readonly|ref|file)\s+)*(?:record\s+struct|record|class|struct|interface|enum)\s+(?<name>[A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
