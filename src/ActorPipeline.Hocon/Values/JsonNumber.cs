using System.Text.RegularExpressions;

namespace ActorPipeline.Hocon.Values;

/// <summary>JSON's grammar of numbers.</summary>
internal static partial class JsonNumber
{
    public static bool Matches(ReadOnlySpan<char> text) => Grammar().IsMatch(text);

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Grammar();
}
