namespace ActorPipeline.Embedded.Files;

/// <summary>Small files that are replaced whole: after a crash there is the old content or the new one, never a part.</summary>
internal static class DurableFile
{
    /// <summary>Replaces a file's content; durable when the call returns.</summary>
    /// <exception cref="IOException">The content could not be written; the old one stands.</exception>
    internal static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".new";
        try
        {
            using (var file = OwnerRights.OpenFile(temporary, FileMode.Create, FileAccess.Write, FileShare.Read))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (IOException)
        {
            // On a full disk, half a file must not take the space that others wait for.
            File.Delete(temporary);
            throw;
        }

        LibC.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes the content of a file durable that somebody else has written. Returns its length.</summary>
    internal static long Sync(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        file.Flush(flushToDisk: true);
        return file.Length;
    }

    /// <summary>Creates a folder and those above it, where they are missing; durable when the call returns.</summary>
    /// <param name="isShared">Whether others get the rights that the process gives them by default; else nobody but the user it runs as.</param>
    internal static void CreateFolder(string folder, bool isShared = false)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var parent = Path.GetDirectoryName(Path.GetFullPath(folder)) ?? throw new DirectoryNotFoundException($"there is no {folder}");
        CreateFolder(parent, isShared);
        if (isShared)
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            OwnerRights.CreateFolder(folder);
        }

        LibC.SyncFolder(parent);
    }
}
