using System.Globalization;
using System.Text;

namespace ActorPipeline.Embedded.Files;

/// <summary>Small text files whose last line is a checksum of all before it, in every version: one that was cut or changed is told from one of a version not
/// known.</summary>
internal static class CheckedText
{
    // "checksum ", eight digits and the line's end.
    private const int LastLineLength = 18;

    internal static void Replace(string path, string lines)
    {
        var content = Encoding.ASCII.GetBytes(lines);
        DurableFile.Replace(path, [.. content, .. LastLine(content)]);
    }

    /// <summary>Reads the lines before the checksum.</summary>
    /// <exception cref="DataLostException">They are not what was written.</exception>
    internal static string[] Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var length = Math.Max(0, bytes.Length - LastLineLength);
        return bytes.AsSpan(length).SequenceEqual(LastLine(bytes.AsSpan(0, length)))
            ? Encoding.ASCII.GetString(bytes, 0, length).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new DataLostException(path, "is damaged: it does not end with the checksum of what it holds");
    }

    private static byte[] LastLine(ReadOnlySpan<byte> content) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"checksum {Crc32C.Of(content):x8}\n"));
}
