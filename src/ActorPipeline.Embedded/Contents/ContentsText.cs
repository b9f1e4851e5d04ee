using System.Globalization;
using System.Text;
using ActorPipeline.Embedded.Files;
using ActorPipeline.Log;

namespace ActorPipeline.Embedded.Contents;

/// <summary>A folder's contents as the lines of its manifest.</summary>
internal static class ContentsText
{
    private const int FormatVersion = 1;

    internal static string Write(FolderContents contents)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"version {FormatVersion}\nstore {contents.Store}\ngroups {contents.Groups}\n");
        foreach (var (topic, begin, until) in contents.Topics.Values)
        {
            var (name, partitions, epoch) = topic.Description;
            text.Append(CultureInfo.InvariantCulture, $"topic {name} partitions {partitions} epoch {epoch} ")
                .Append(CultureInfo.InvariantCulture, $"page-bits {topic.PageSizeBits} segment-bits {topic.SegmentSizeBits} begin {begin} until {until}\n");
        }

        return text.ToString();
    }

    /// <exception cref="StoredFormatException">The lines are of a version that this program does not know, or not as they should be.</exception>
    internal static FolderContents Read(string path, string[] lines)
    {
        var version = NumberLines.Read(path, lines, 0, "version")[0];
        if (version != FormatVersion)
        {
            throw StoredFormatException.Version(path, (int)version, FormatVersion);
        }

        var contents = FolderContents.Empty with
        {
            Store = NumberLines.Read(path, lines, 1, "store")[0],
            Groups = NumberLines.Read(path, lines, 2, "groups")[0],
        };
        for (var line = 3; line < lines.Length; line++)
        {
            contents = contents.With(Topic(path, lines, line));
        }

        return contents;
    }

    private static TopicContents Topic(string path, string[] lines, int line)
    {
        var name = lines[line].Split(' ') is ["topic", var found, ..] ? found : "NAME";
        var numbers = NumberLines.Read(path, lines, line, $"topic {name} partitions", "epoch", "page-bits", "segment-bits", "begin", "until");
        var description = new TopicDescription(name, (int)numbers[0], numbers[1]);
        return new TopicContents(new StoredTopic(description, (int)numbers[2], (int)numbers[3]), numbers[4], numbers[5]);
    }
}
