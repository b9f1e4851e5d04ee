namespace ActorPipeline.Embedded.Files;

/// <summary>Which file or folder a path leads to, whatever its name: a device, and a number on it.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Number)
{
    /// <summary>Null when the path leads nowhere. Only Linux is asked for numbers: elsewhere all that exist look alike.</summary>
    internal static FileIdentity? At(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            return LibC.Identify(path);
        }

        return Path.Exists(path) ? default(FileIdentity) : null;
    }
}
