using System.Buffers;
using ActorPipeline.Batches;
using ActorPipeline.Views;

namespace ActorPipeline.Emission;

/// <summary>Texts between tabs: a backslash, tab, line feed or carriage return becomes <c>\\</c>, <c>\t</c>, <c>\n</c> or <c>\r</c>.</summary>
internal static class TabText
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("\\\t\n\r"u8);

    /// <summary>Whether no text of a column needs escaping: looked up once for all of them.</summary>
    public static bool IsPlain(TextColumn column) => !column.AllBytes.ContainsAny(Special);

    public static void Write(ReadOnlySpan<byte> text, ByteWriter target)
    {
        for (var at = text.IndexOfAny(Special); at >= 0; at = text.IndexOfAny(Special))
        {
            target.Raw(text[..at]);
            target.Byte((byte)'\\');
            target.Byte(text[at] switch
            {
                (byte)'\t' => (byte)'t',
                (byte)'\n' => (byte)'n',
                (byte)'\r' => (byte)'r',
                _ => (byte)'\\',
            });
            text = text[(at + 1)..];
        }

        target.Raw(text);
    }
}
