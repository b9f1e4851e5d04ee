namespace ActorPipeline.Embedded.Files;

/// <summary>Stored bytes are of a version that this program does not know, or are damaged.</summary>
/// <param name="reason">What was found and what was expected.</param>
public sealed class StoredFormatException(string path, string reason) : Exception($"{path} cannot be read: {reason}")
{
    internal static StoredFormatException Version(string path, int found, int known) =>
        new(path, $"it is of version {found}, this program knows version {known}; use the program that wrote it, or another data folder");
}
