using System.Globalization;

namespace ActorPipeline.Embedded.Files;

/// <summary>Lines of small text files that hold names, each followed by its number.</summary>
internal static class NumberLines
{
    /// <summary>The numbers of a line.</summary>
    /// <param name="line">Which one, from 0.</param>
    /// <param name="names">What must stand before each number: a word, or several.</param>
    /// <exception cref="StoredFormatException">The line is missing, or not as it should be.</exception>
    internal static long[] Read(string path, string[] lines, int line, params string[] names)
    {
        var parts = line < lines.Length ? lines[line].Split(' ') : [];
        var expected = names.SelectMany(name => name.Split(' ').Append(null)).ToList();
        var numbers = new List<long>();
        var isAsExpected = parts.Length == expected.Count && parts.Zip(expected).All(pair => pair.Second is { } name ? pair.First == name : Add(pair.First));
        return isAsExpected ? [.. numbers] : throw new StoredFormatException(path, $"line {line + 1} should be \"{string.Join(" NUMBER ", names)} NUMBER\"");

        bool Add(string text)
        {
            var isNumber = long.TryParse(text, CultureInfo.InvariantCulture, out var number);
            numbers.Add(number);
            return isNumber;
        }
    }
}
