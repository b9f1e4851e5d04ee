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
        var version = Numbers(path, lines, 0, "version")[0];
        if (version != FormatVersion)
        {
            throw StoredFormatException.Version(path, (int)version, FormatVersion);
        }

        var contents = FolderContents.Empty with { Store = Numbers(path, lines, 1, "store")[0], Groups = Numbers(path, lines, 2, "groups")[0] };
        for (var line = 3; line < lines.Length; line++)
        {
            contents = contents.With(Topic(path, lines, line));
        }

        return contents;
    }

    private static TopicContents Topic(string path, string[] lines, int line)
    {
        var name = lines[line].Split(' ') is ["topic", var found, ..] ? found : "NAME";
        var numbers = Numbers(path, lines, line, $"topic {name} partitions", "epoch", "page-bits", "segment-bits", "begin", "until");
        var description = new TopicDescription(name, (int)numbers[0], numbers[1]);
        return new TopicContents(new StoredTopic(description, (int)numbers[2], (int)numbers[3]), numbers[4], numbers[5]);
    }

    /// <summary>Reads a line of names, each followed by its number.</summary>
    private static long[] Numbers(string path, string[] lines, int line, params string[] names)
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
