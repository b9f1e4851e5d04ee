using System.Globalization;
using System.Text;
using Wcwidth;

namespace ActorPipeline.Pbm.Output;

/// <summary>How many columns of a terminal text takes: letters of East Asia and emoji take two, combining ones none.</summary>
internal static class CellWidth
{
    // Asks for the emoji form of the character before.
    private const int EmojiPresentation = 0xFE0F;

    private const int Widest = 2;

    public static int Of(string text) => Ascii.IsValid(text) ? text.Length : OfClusters(text);

    public static string PadLeft(string text, int width) => Spaces(text, width) + text;

    public static string PadRight(string text, int width) => text + Spaces(text, width);

    private static string Spaces(string text, int width) => new(' ', Math.Max(0, width - Of(text)));

    private static int OfClusters(ReadOnlySpan<char> text)
    {
        var width = 0;
        while (text.Length > 0)
        {
            var length = StringInfo.GetNextTextElementLength(text);
            width += OfCluster(text[..length]);
            text = text[length..];
        }

        return width;
    }

    // What is one character to a reader takes two columns at the most: a family of four, a flag of two letters, a hand with its colour.
    private static int OfCluster(ReadOnlySpan<char> cluster)
    {
        var width = 0;
        foreach (var rune in cluster.EnumerateRunes())
        {
            width = rune.Value == EmojiPresentation ? Widest : width + Math.Max(0, UnicodeCalculator.GetWidth(rune));
        }

        return Math.Min(width, Widest);
    }
}
