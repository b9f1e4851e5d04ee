using ActorPipeline.Embedded.Contents;
using ActorPipeline.Embedded.Files;

namespace ActorPipeline.Embedded.Log;

/// <summary>Finds out what a log folder without a manifest must hold: nothing when it is new, what it holds when a program wrote it that made none.</summary>
internal static class OlderFolder
{
    /// <exception cref="DataLostException">A program wrote the folder that made a manifest: it was lost.</exception>
    internal static FolderContents Find(string folder, string manifest)
    {
        var contents = FolderContents.Empty;
        if (!Directory.Exists(folder))
        {
            return contents;
        }

        Require(GroupOffsets.AreWithoutManifest(folder), manifest);
        foreach (var path in Directory.EnumerateDirectories(folder).Where(TopicFile.Exists))
        {
            var (topic, isWithoutManifest) = TopicFile.Read(path, Path.GetFileName(path));
            Require(isWithoutManifest, manifest);
            var range = CommitFile.ReadRange(path);
            contents = contents.With(new TopicContents(topic, range?.Begin ?? 0, range?.Until ?? 0));
        }

        return contents;
    }

    private static void Require(bool isWithoutManifest, string manifest)
    {
        if (!isWithoutManifest)
        {
            throw new DataLostException(manifest, "is missing, which says what the folder beside it must hold");
        }
    }
}
