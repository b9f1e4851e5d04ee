namespace ActorPipeline.Actors.Security;

/// <summary>One of the files that <see cref="ClusterTlsOptions"/> name.</summary>
public enum ClusterTlsFile
{
    /// <summary><see cref="ClusterTlsOptions.AuthorityFile"/>.</summary>
    Authority,

    /// <summary><see cref="ClusterTlsOptions.CertificateFile"/>.</summary>
    Certificate,

    /// <summary><see cref="ClusterTlsOptions.KeyFile"/>.</summary>
    Key,
}

/// <summary>A file cannot be read, or a node cannot work with what it holds.</summary>
public sealed class ClusterTlsException(ClusterTlsFile file, string expected, string found, Exception? inner = null)
    : Exception($"expected {expected}; found {found}", inner)
{
    /// <summary>Which file.</summary>
    public ClusterTlsFile File => file;

    /// <summary>What would have been accepted.</summary>
    public string Expected => expected;

    /// <summary>The file's path, and what is wrong with it.</summary>
    public string Found => found;
}
