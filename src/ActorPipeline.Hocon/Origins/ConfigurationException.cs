namespace ActorPipeline.Hocon.Origins;

/// <summary>
/// A well-formed configuration that says something the reader of a setting cannot accept. The message is one line:
/// <c>file:line: path: expected …; found …</c>.
/// </summary>
public sealed class ConfigurationException : Exception
{
    internal ConfigurationException(HoconOrigin origin, string path, string expected, string found)
        : base($"{origin}: {path}: expected {expected}; found {found}".ReplaceLineEndings(" "))
    {
        Origin = origin;
        Path = path;
    }

    /// <summary>Where the rejected value was written; for a missing one, where the object that lacks it begins.</summary>
    public HoconOrigin Origin { get; }

    /// <summary>The path of the setting from the root, as one would write it in a file.</summary>
    public string Path { get; }
}
