using ActorPipeline.Embedded.Contents;
using ActorPipeline.Embedded.Files;

namespace ActorPipeline.Embedded.Log;

/// <summary>Checks a log folder against its manifest before anything in it is opened, also topics that no pipeline declares any more.</summary>
internal sealed class LogFolderCheck(string folder, FolderManifest manifest)
{
    /// <exception cref="DataLostException">A file is missing, damaged, or from an older copy.</exception>
    /// <exception cref="StoredFormatException">A file is of a version that this program does not know.</exception>
    internal void Run()
    {
        foreach (var topic in manifest.Contents.Topics.Values)
        {
            Check(Path.Combine(folder, topic.Name), topic);
        }

        foreach (var path in Directory.EnumerateDirectories(folder).Where(path => !manifest.Contents.Topics.ContainsKey(Path.GetFileName(path))))
        {
            if (Directory.EnumerateFiles(path).Any())
            {
                throw new DataLostException(path, $"is not named in {manifest.Path}: that is an older copy, or of another folder");
            }
        }
    }

    // Of a topic of which nothing was acknowledged, a crash may have left any part.
    private static void Check(string path, TopicContents topic)
    {
        if (TopicFile.Exists(path))
        {
            CheckTopicFile(path, topic);
        }
        else if (topic.Until > 0)
        {
            throw new DataLostException(TopicFile.PathIn(path), "is missing");
        }

        if (CommitFile.ReadRange(path) is { } range)
        {
            CheckSegments(path, topic, range);
        }
        else if (topic.Until > 0)
        {
            var commits = CommitFile.PathIn(path);
            throw new DataLostException(commits, File.Exists(commits) ? "holds no commit, but the topic has records" : "is missing");
        }
    }

    private static void CheckTopicFile(string path, TopicContents topic)
    {
        var (found, isWithoutManifest) = TopicFile.Read(path, topic.Name);
        if (found != topic.Topic)
        {
            throw new DataLostException(
                TopicFile.PathIn(path), $"is damaged, or of another topic: it says {Describe(found)}, expected {Describe(topic.Topic)}");
        }

        if (isWithoutManifest)
        {
            TopicFile.Write(path, found);
        }
    }

    private static void CheckSegments(string path, TopicContents topic, CommittedRange range)
    {
        var commits = CommitFile.PathIn(path);
        if (range.Until < topic.Until)
        {
            throw new DataLostException(
                commits, $"says that the topic ends at {range.Until}, but it was durable up to {topic.Until} at least: it is damaged, or an older copy");
        }

        using var files = new SegmentFiles(path, topic.Topic.SegmentSizeBits, new FolderGuard());
        for (var segment = files.SegmentOf(Math.Max(range.Begin, topic.Begin)); segment <= files.SegmentOf(range.Until - 1); segment++)
        {
            var expected = Math.Min(files.StartOf(segment + 1), range.Until) - files.StartOf(segment);
            var length = files.LengthOf(segment);
            if (length is null || length < expected)
            {
                throw new DataLostException(files.PathOf(segment), length is null ? "is missing" : $"is cut short: it has {length} of {expected} bytes");
            }
        }

        if (range.HasDamagedRecord && LogScanner.GoesOnAt(files, new LogLayout(topic.Topic.PageSizeBits), range.Until))
        {
            throw new DataLostException(
                commits, $"is damaged: one of its two records cannot be read, and what is stored from {range.Until} on may have been committed by it");
        }
    }

    private static string Describe(StoredTopic topic) =>
        $"{topic.Description.Partitions} partitions, epoch {topic.Description.Epoch}, page bits {topic.PageSizeBits}, segment bits {topic.SegmentSizeBits}";
}
