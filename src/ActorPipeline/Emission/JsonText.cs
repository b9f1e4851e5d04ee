using System.Text;
using System.Text.Encodings.Web;
using ActorPipeline.Batches;
using ActorPipeline.Views;

namespace ActorPipeline.Emission;

/// <summary>Texts within the quotes of JSON, escaped as little as JSON allows: letters outside ASCII stay readable.</summary>
internal static class JsonText
{
    // What the encoder makes of one character at the most: a surrogate pair, six bytes each.
    private const int LongestEscape = 12;

    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>Whether no text of a column needs escaping: looked up once for all of them.</summary>
    public static bool IsPlain(TextColumn column) => Ascii.IsValid(column.AllBytes) && Encoder.FindFirstCharacterToEncodeUtf8(column.AllBytes) < 0;

    public static void WriteQuoted(string text, ByteWriter target)
    {
        target.Byte((byte)'"');
        var space = target.Space(Encoding.UTF8.GetMaxByteCount(text.Length));
        var bytes = space[..Encoding.UTF8.GetBytes(text, space)];
        if (Encoder.FindFirstCharacterToEncodeUtf8(bytes) < 0)
        {
            target.Advance(bytes.Length);
        }
        else
        {
            Write(bytes.ToArray(), target);
        }

        target.Byte((byte)'"');
    }

    public static void Write(ReadOnlySpan<byte> text, ByteWriter target)
    {
        while (!text.IsEmpty)
        {
            var space = target.Space(text.Length + LongestEscape);
            Encoder.EncodeUtf8(text, space, out var taken, out var written);
            target.Advance(written);
            text = text[taken..];
        }
    }
}
