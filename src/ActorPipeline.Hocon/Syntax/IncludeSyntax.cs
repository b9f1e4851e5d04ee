using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Scanning;
using ActorPipeline.Hocon.Values;

namespace ActorPipeline.Hocon.Syntax;

/// <summary>An include statement: which file, and whether it must exist.</summary>
internal readonly record struct Include(HoconOrigin Origin, string Name, bool IsRequired);

/// <summary><c>include "x"</c>, <c>include file("x")</c>, and either inside <c>required(…)</c>.</summary>
internal static class IncludeSyntax
{
    private const string Expected = "\"file\", file(\"…\") or required(…) after include (a field of that name needs quotes)";

    public static Include Read(Scanner scanner)
    {
        var origin = scanner.Origin;
        scanner.Advance("include".Length);
        scanner.SkipSpace();
        var isRequired = TryOpen(scanner, "required(");
        var isFile = TryOpen(scanner, "file(");
        var name = ReadName(scanner);
        if (isFile)
        {
            Close(scanner);
        }

        if (isRequired)
        {
            Close(scanner);
        }

        return new Include(origin, name, isRequired);
    }

    private static string ReadName(Scanner scanner)
    {
        if (scanner.At("url(") || scanner.At("classpath(") || scanner.At("package("))
        {
            throw scanner.Error("expected a file to include; url(…), classpath(…) and package(…) are not supported");
        }

        if (scanner.Peek() != '"')
        {
            throw scanner.Unexpected(Expected);
        }

        var origin = scanner.Origin;
        var name = StringSyntax.ReadQuoted(scanner);
        return name.Contains("://", StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal) || name.Length == 0
            ? throw new HoconException(origin, 0, $"expected the name of a file to include (URLs are not supported); found {JsonRenderer.Quote(name)}")
            : name;
    }

    private static bool TryOpen(Scanner scanner, string opening)
    {
        if (!scanner.At(opening))
        {
            return false;
        }

        scanner.Advance(opening.Length);
        scanner.SkipSpace();
        return true;
    }

    private static void Close(Scanner scanner)
    {
        scanner.SkipSpace();
        if (!scanner.TryTake(')'))
        {
            throw scanner.Unexpected("')' to close the include");
        }
    }
}
