using System.Text.RegularExpressions;
using Xunit;

namespace ActorPipeline.Tests.Docs;

public sealed partial class ArchitectureTests
{
    public static TheoryData<string> DocumentsThatNameTypes { get; } = [.. Checkout.Documents
        .Where(document => document is "docs/architecture.md" or "docs/formats.md" || document.StartsWith("docs/decisions/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(DocumentsThatNameTypes))]
    public void Every_type_that_is_named_exists(string document)
    {
        var unknown = NamedTypes(document).Where(name => !Exists(name)).ToList();

        Assert.True(unknown.Count == 0, $"{document} names what the source does not have: {string.Join(", ", unknown)}");
    }

    [Fact]
    public void The_way_of_an_event_names_many_types() =>
        Assert.InRange(NamedTypes("docs/architecture.md").Distinct().Count(), 40, 150);

    [Fact]
    public void A_type_that_does_not_exist_is_noticed()
    {
        Assert.False(Exists("ShardStates"));
        Assert.False(Exists("ShardState.Forget"));
        Assert.True(Exists("ShardState.Apply"));
    }

    [Fact]
    public void Every_project_is_mentioned()
    {
        var text = Checkout.Read("docs/architecture.md");
        var projects = new[] { "src", "tests" }
            .SelectMany(folder => Directory.EnumerateDirectories(Path.Combine(Checkout.Root, folder)).Select(project => $"{folder}/{Path.GetFileName(project)}"))
            .Where(project => Directory.EnumerateFiles(Path.Combine(Checkout.Root, project)).Any(IsProjectFile))
            .ToList();

        Assert.NotEmpty(projects);
        Assert.All(projects, project => Assert.Contains($"`{project}`", text, StringComparison.Ordinal));
    }

    private static bool IsProjectFile(string path) =>
        path.EndsWith(".csproj", StringComparison.Ordinal) || Path.GetFileName(path) == "package.json";

    private static IEnumerable<string> NamedTypes(string document) =>
        TypeInBackticks().Matches(Checkout.Read(document)).Select(match => match.Groups["name"].Value);

    private static bool Exists(string name)
    {
        var parts = name.Split('.');
        var sources = Checkout.Types[parts[0]].ToList();
        if (sources.Count == 0)
        {
            return parts.Length == 1 && typeof(object).Assembly.GetExportedTypes().Any(type => type.Name == name);
        }

        return parts.Length == 1 || sources.Exists(source => Regex.IsMatch(source, $@"\b{parts[1]}\b"));
    }

    // A word that begins like a type: ShardState, IEventLog, ShardState.Apply. Words all in capitals are none.
    [GeneratedRegex(@"`(?<name>[A-Z]\w*[a-z]\w*(?:\.[A-Z]\w*)?)`")]
    private static partial Regex TypeInBackticks();
}
