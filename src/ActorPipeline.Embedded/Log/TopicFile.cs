using System.Globalization;
using System.Text;
using ActorPipeline.Embedded.Files;
using ActorPipeline.Log;

namespace ActorPipeline.Embedded.Log;

/// <summary>A topic with the sizes it was laid out with; options that changed since count for new topics only.</summary>
internal sealed record StoredTopic(TopicDescription Description, int PageSizeBits, int SegmentSizeBits);

/// <summary>What makes a topic, in a small text file.</summary>
internal static class TopicFile
{
    private const int FormatVersion = 1;

    internal static bool Exists(string folder) => File.Exists(PathIn(folder));

    internal static StoredTopic Create(string folder, StoredTopic topic)
    {
        DurableFile.CreateFolder(folder);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"version {FormatVersion}\npartitions {topic.Description.Partitions}\nepoch {topic.Description.Epoch}\n"
            + $"page-bits {topic.PageSizeBits}\nsegment-bits {topic.SegmentSizeBits}\n");
        DurableFile.Replace(PathIn(folder), Encoding.ASCII.GetBytes(text));
        return topic;
    }

    internal static StoredTopic Read(string folder, string topic)
    {
        var lines = File.ReadAllLines(PathIn(folder));
        var version = Number(folder, lines, 0, "version");
        return version != FormatVersion
            ? throw StoredFormatException.Version(PathIn(folder), (int)version, FormatVersion)
            : new StoredTopic(
                new TopicDescription(topic, (int)Number(folder, lines, 1, "partitions"), Number(folder, lines, 2, "epoch")),
                (int)Number(folder, lines, 3, "page-bits"),
                (int)Number(folder, lines, 4, "segment-bits"));
    }

    private static long Number(string folder, string[] lines, int line, string name)
    {
        var parts = line < lines.Length ? lines[line].Split(' ') : [];
        return parts.Length == 2 && parts[0] == name && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new StoredFormatException(PathIn(folder), $"line {line + 1} should be \"{name} NUMBER\"");
    }

    private static string PathIn(string folder) => Path.Combine(folder, "topic");
}
