using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorPipeline.Cql.Protocol;

namespace ActorPipeline.Cql.Connections;

/// <summary>The certificates that <see cref="CqlTlsOptions"/> name, read once. Disposing it forgets the private key.</summary>
internal sealed class TlsSettings(X509Certificate2Collection? authorities, X509Certificate2? client, CqlTlsOptions options) : IDisposable
{
    /// <summary>Reads the files.</summary>
    /// <exception cref="ArgumentException">A file is missing or is not what it should be; the message names it.</exception>
    public static TlsSettings Load(CqlTlsOptions options) => new(
        options.AuthorityFile is null ? null : Read(options.AuthorityFile, "PEM certificates", ReadAuthorities),
        options.ClientCertificateFile is null ? null : Read(
            options.ClientCertificateFile, "a PEM certificate with its key", file => X509Certificate2.CreateFromPemFile(file, options.ClientKeyFile)),
        options);

    public SslClientAuthenticationOptions For(CqlEndpoint endpoint) => new()
    {
        TargetHost = options.ServerName ?? endpoint.Host,
        ClientCertificates = client is null ? null : [client],
        RemoteCertificateValidationCallback = options.VerifyName
            ? null
            : (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None,
        CertificateChainPolicy = authorities is null ? null : Policy(authorities),
    };

    public void Dispose() => client?.Dispose();

    private static X509ChainPolicy Policy(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private static X509Certificate2Collection ReadAuthorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("it holds no certificate");
    }

    private static T Read<T>(string file, string expected, Func<string, T> read)
    {
        try
        {
            return read(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ArgumentException($"{file} cannot be read as {expected}: {e.Message}", e);
        }
    }
}
