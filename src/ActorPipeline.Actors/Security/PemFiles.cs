using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorPipeline.Actors.Security;

/// <summary>Reads certificates and keys from PEM files, and says what is wrong with a file that is not as expected.</summary>
internal static class PemFiles
{
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string EllipticCurve = "1.2.840.10045.2.1";

    /// <summary>Reads the certificates of an authority: at least one signs itself.</summary>
    /// <exception cref="ClusterTlsException">The file cannot be read, or holds none.</exception>
    public static X509Certificate2Collection ReadAuthority(string path)
    {
        const string Expected = "a PEM file with the root certificate of the cluster's authority";
        var certificates = ReadCertificates(ClusterTlsFile.Authority, Expected, path);
        return certificates.Any(IsRoot)
            ? certificates
            : throw new ClusterTlsException(ClusterTlsFile.Authority, Expected, $"{path}: none of its certificates signs itself");
    }

    /// <summary>Reads a node's certificate, which comes first, and those that follow it.</summary>
    /// <inheritdoc cref="ReadAuthority"/>
    public static X509Certificate2Collection ReadChain(string path) =>
        ReadCertificates(ClusterTlsFile.Certificate, "a PEM file with this node's certificate", path);

    /// <summary>Returns a certificate with its private key.</summary>
    /// <exception cref="ClusterTlsException">The file cannot be read, or holds no key of this certificate.</exception>
    public static X509Certificate2 WithKey(X509Certificate2 certificate, string path, string certificatePath)
    {
        var expected = $"a PEM file with the private key of {certificatePath}, not encrypted";
        var text = ReadText(ClusterTlsFile.Key, expected, path);
        try
        {
            return certificate.GetKeyAlgorithm() switch
            {
                Rsa => WithRsaKey(certificate, text),
                EllipticCurve => WithEllipticCurveKey(certificate, text),
                _ => throw new ClusterTlsException(ClusterTlsFile.Certificate, "a certificate with an RSA or ECDSA key", certificatePath),
            };
        }
        catch (Exception refused) when (refused is ArgumentException or CryptographicException)
        {
            throw new ClusterTlsException(ClusterTlsFile.Key, expected, $"{path}: {refused.Message}", refused);
        }
    }

    public static bool IsRoot(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    private static X509Certificate2 WithRsaKey(X509Certificate2 certificate, string text)
    {
        using var key = RSA.Create();
        key.ImportFromPem(text);
        return certificate.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 WithEllipticCurveKey(X509Certificate2 certificate, string text)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(text);
        return certificate.CopyWithPrivateKey(key);
    }

    private static X509Certificate2Collection ReadCertificates(ClusterTlsFile file, string expected, string path)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(ReadText(file, expected, path));
        }
        catch (CryptographicException damaged)
        {
            throw new ClusterTlsException(file, expected, $"{path}: {damaged.Message}", damaged);
        }

        return certificates.Count > 0 ? certificates : throw new ClusterTlsException(file, expected, $"{path}: no PEM certificate in it");
    }

    private static string ReadText(ClusterTlsFile file, string expected, string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var reason = failure is FileNotFoundException or DirectoryNotFoundException ? "no such file" : failure.Message;
            throw new ClusterTlsException(file, expected, $"{path}: {reason}", failure);
        }
    }
}
