using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ActorPipeline.Actors.Security;

/// <summary>A node's certificate and its authority, read once. Disposing of it forgets the private key. Safe to use from any thread.</summary>
public sealed class ClusterTls : IDisposable
{
    private readonly X509Certificate2Collection _authority;
    private readonly X509Certificate2Collection _chain;

    private ClusterTls(
        X509Certificate2 certificate, X509Certificate2Collection authority, X509Certificate2Collection chain, ClusterTlsOptions options, TimeProvider time)
    {
        (Certificate, _authority, _chain, VerifyName, Time) = (certificate, authority, chain, options.VerifyName, time);
        Context = SslStreamCertificateContext.Create(certificate, chain, offline: true);
        Check = new PeerCheck([.. authority.Where(PemFiles.IsRoot)], [.. authority.Concat(chain).Where(one => !PemFiles.IsRoot(one))], options.PeerNames, time);
    }

    internal X509Certificate2 Certificate { get; }
    internal SslStreamCertificateContext Context { get; }
    internal PeerCheck Check { get; }

    /// <summary>Whether a node that is called must show the name or address it was called by.</summary>
    internal bool VerifyName { get; }

    internal TimeProvider Time { get; }

    /// <summary>Reads the files, and refuses a certificate that the other nodes would refuse.</summary>
    /// <exception cref="ClusterTlsException">A file cannot be read, or is not as expected.</exception>
    public static ClusterTls Load(ClusterTlsOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        var authority = PemFiles.ReadAuthority(options.AuthorityFile);
        var chain = PemFiles.ReadChain(options.CertificateFile);
        using var certificate = chain[0];
        chain.RemoveAt(0);
        var tls = new ClusterTls(Usable(PemFiles.WithKey(certificate, options.KeyFile, options.CertificateFile)), authority, chain, options, time);
        try
        {
            tls.CheckOwn(options);
            return tls;
        }
        catch
        {
            tls.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        foreach (var certificate in _authority.Concat(_chain))
        {
            certificate.Dispose();
        }
    }

    private void CheckOwn(ClusterTlsOptions options)
    {
        var host = options.VerifyName ? options.Host : null;
        if ((Check.Refuse(Certificate, PeerRole.Server, host) ?? Check.Refuse(Certificate, PeerRole.Client, host)) is { } reason)
        {
            var name = host is null ? "" : $", for {host}";
            var expected = $"a certificate of the authority in {options.AuthorityFile}, valid now, for TLS servers and clients{name}";
            throw new ClusterTlsException(ClusterTlsFile.Certificate, expected, $"{options.CertificateFile}, which {reason}");
        }
    }

    // TLS of Windows does not take a key that lives in memory only.
    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        }
    }
}
