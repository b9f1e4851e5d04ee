using System.Text.RegularExpressions;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Reading;

namespace ActorPipeline.Declaring;

/// <summary>The names a pipeline's declaration may use.</summary>
internal static partial class Names
{
    // Topic, table and file names are made of these.
    private const int LongestName = 48;

    public const string IdentifierRule = "a name of letters, digits and underscores that begins with no digit, at most 48 long";

    /// <summary>What messages say of names of topics: Kafka's rule.</summary>
    public const string TopicRule = "a topic's name of letters, digits, dots, underscores and dashes, at most 249 long";

    /// <exception cref="ConfigurationException">The object's own name is not lower-case letters, digits and dashes.</exception>
    public static void CheckDashed(HoconCursor named, string what)
    {
        if (named.Name.Length > LongestName || !Dashed().IsMatch(named.Name))
        {
            throw named.FailHere($"{what} of lower-case letters, digits and dashes that begins with a letter, at most {LongestName} long", $"'{named.Name}'");
        }
    }

    public static bool IsIdentifier(string name) => name.Length <= LongestName && Identifier().IsMatch(name);

    public static bool IsTopic(string name) =>
        name.Length is > 0 and <= 249 && name is not ("." or "..") && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>What messages say where one of several names was expected: all of them, and the one that was probably meant.</summary>
    public static string OneOf(string what, string written, IReadOnlyCollection<string> names)
    {
        var near = Spelling.Nearest(written, names) is { } name ? $" (did you mean {name}?)" : "";
        return $"{what} {string.Join(", ", names)}{near}";
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]*\z")]
    private static partial Regex Dashed();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Identifier();
}
