using System.Buffers;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Scanning;

namespace ActorPipeline.Hocon.Values;

/// <summary>Path expressions: <c>a.b."c.d"</c> names field <c>c.d</c> of field <c>b</c> of field <c>a</c>.</summary>
public static class HoconPath
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-/");

    /// <summary>Splits a path expression into the names it is made of; there is at least one.</summary>
    /// <exception cref="HoconException">The text is not a path expression.</exception>
    public static IReadOnlyList<string> Parse(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var scanner = new Scanner(path, path);
        scanner.SkipSpace();
        var names = PathSyntax.Read(scanner);
        return scanner.AtEnd ? names : throw scanner.Unexpected("a path such as a.b.\"c.d\"");
    }

    /// <summary>Writes names as a path expression, with quotes where they are needed.</summary>
    public static string Join(params IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return string.Join('.', names.Select(static name => IsPlain(name) ? name : JsonRenderer.Quote(name)));
    }

    private static bool IsPlain(string name) =>
        name.Length > 0 && !name.AsSpan().ContainsAnyExcept(Plain) && !name.Contains("//", StringComparison.Ordinal);
}
