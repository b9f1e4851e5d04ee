using System.Text.RegularExpressions;
using Xunit;

namespace ActorPipeline.Tests.Docs;

public sealed partial class LinkTests
{
    public static TheoryData<string> Documents { get; } = [.. Checkout.Documents];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_leads_to_a_file_and_a_heading(string document)
    {
        var broken = LinksOf(document).Where(link => !Leads(document, link)).ToList();

        Assert.True(broken.Count == 0, $"{document} links to what is not there: {string.Join(", ", broken)}");
    }

    [Fact]
    public void A_broken_link_is_noticed()
    {
        Assert.False(Leads("README.md", "docs/absent.md"));
        Assert.False(Leads("README.md", "docs/architecture.md#no-such-heading"));
        Assert.True(Leads("README.md", "docs/architecture.md#the-way-of-an-event"));
    }

    [Fact]
    public void Every_document_can_be_reached_from_the_readme()
    {
        var reached = new HashSet<string> { "README.md" };
        var open = new Queue<string>(reached);
        while (open.TryDequeue(out var document))
        {
            foreach (var target in LinksOf(document).Select(link => Target(document, link)).Where(target => Checkout.Documents.Contains(target) && reached.Add(target)))
            {
                open.Enqueue(target);
            }
        }

        Assert.Empty(Checkout.Documents.Except(reached));
    }

    private static IEnumerable<string> LinksOf(string document) => Link().Matches(Checkout.Read(document))
        .Select(match => match.Groups["target"].Value)
        .Where(target => !target.Contains("://", StringComparison.Ordinal));

    private static bool Leads(string document, string link)
    {
        var target = Target(document, link);
        var path = Path.Combine(Checkout.Root, target);
        var anchor = link.IndexOf('#', StringComparison.Ordinal);
        return anchor < 0 ? File.Exists(path) || Directory.Exists(path) : File.Exists(path) && AnchorsOf(target).Contains(link[(anchor + 1)..]);
    }

    private static string Target(string document, string link)
    {
        var file = link.Split('#')[0];
        var folder = Path.GetDirectoryName(Path.Combine(Checkout.Root, document))!;
        return file.Length == 0 ? document : Path.GetRelativePath(Checkout.Root, Path.GetFullPath(Path.Combine(folder, file))).Replace('\\', '/');
    }

    // As code hosts make them: lower case, spaces as dashes, no punctuation.
    private static IEnumerable<string> AnchorsOf(string document) => Heading().Matches(Checkout.Read(document))
        .Select(match => Punctuation().Replace(match.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#{1,6} (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();
}
