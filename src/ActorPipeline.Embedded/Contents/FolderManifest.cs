using ActorPipeline.Embedded.Files;

namespace ActorPipeline.Embedded.Contents;

/// <summary>Says in a file of its own what a data folder must hold, so that what is missing is never taken for what was never there. Safe to use
/// concurrently.</summary>
internal sealed class FolderManifest
{
    internal const string Name = "manifest";

    private readonly Lock _gate = new();
    private readonly string _folder;
    private string _written;

    private FolderManifest(string folder, FolderGuard guard, FolderContents contents, string written)
    {
        (_folder, Guard, Contents, _written) = (folder, guard, contents, written);
    }

    internal FolderGuard Guard { get; }

    internal string Path => PathIn(_folder);

    /// <summary>What the manifest says, which is durable.</summary>
    internal FolderContents Contents { get; private set; }

    /// <summary>Reads a folder's manifest.</summary>
    /// <param name="find">Says what the folder must hold when there is none: when it is new, or when a version wrote it that made none.</param>
    /// <exception cref="DataLostException">It is damaged, or missing where there should be one.</exception>
    /// <exception cref="StoredFormatException">It is of a version that this program does not know.</exception>
    internal static FolderManifest Load(string folder, FolderGuard guard, Func<string, FolderContents> find)
    {
        var path = PathIn(folder);
        if (File.Exists(path))
        {
            var contents = ContentsText.Read(path, CheckedText.Read(path));
            return new FolderManifest(folder, guard, contents, ContentsText.Write(contents));
        }

        var manifest = new FolderManifest(folder, guard, FolderContents.Empty, written: "");
        var found = find(path);
        manifest.Update(_ => found);
        return manifest;
    }

    /// <summary>Changes what the manifest says; durable when the call returns. What changes nothing is not written.</summary>
    /// <exception cref="IOException">It could not be written; the old one stands.</exception>
    internal void Update(Func<FolderContents, FolderContents> change)
    {
        lock (_gate)
        {
            var changed = change(Contents);
            var text = ContentsText.Write(changed);
            if (text != _written)
            {
                Guard.Demand(_folder);
                CheckedText.Replace(Path, text);
                (Contents, _written) = (changed, text);
            }
        }
    }

    private static string PathIn(string folder) => System.IO.Path.Combine(folder, Name);
}
