using System.Globalization;
using System.Text;
using ActorPipeline.Embedded.Contents;
using ActorPipeline.Embedded.Files;
using ActorPipeline.Log;

namespace ActorPipeline.Embedded.Log;

/// <summary>What makes a topic, in a small text file. What it says must agree with the folder's manifest.</summary>
internal static class TopicFile
{
    // Version 1 is the same. It was written by a program that made no manifest, and tells a folder of that program from one that has lost its manifest.
    private const int FormatVersion = 2;
    private const int WithoutManifest = 1;

    internal static bool Exists(string folder) => File.Exists(PathIn(folder));

    internal static string PathIn(string folder) => Path.Combine(folder, "topic");

    internal static void Write(string folder, StoredTopic topic)
    {
        DurableFile.CreateFolder(folder);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"version {FormatVersion}\npartitions {topic.Description.Partitions}\nepoch {topic.Description.Epoch}\n"
            + $"page-bits {topic.PageSizeBits}\nsegment-bits {topic.SegmentSizeBits}\n");
        DurableFile.Replace(PathIn(folder), Encoding.ASCII.GetBytes(text));
    }

    /// <summary>Reads a topic, and whether the program that wrote it made no manifest.</summary>
    internal static (StoredTopic Topic, bool IsWithoutManifest) Read(string folder, string topic)
    {
        var path = PathIn(folder);
        var lines = File.ReadAllLines(path);
        var version = Number(0, "version");
        if (version is not (FormatVersion or WithoutManifest))
        {
            throw StoredFormatException.Version(path, (int)version, FormatVersion);
        }

        var description = new TopicDescription(topic, (int)Number(1, "partitions"), Number(2, "epoch"));
        var stored = new StoredTopic(description, (int)Number(3, "page-bits"), (int)Number(4, "segment-bits"));
        return (stored, version == WithoutManifest);

        long Number(int line, string name) => NumberLines.Read(path, lines, line, name)[0];
    }
}
