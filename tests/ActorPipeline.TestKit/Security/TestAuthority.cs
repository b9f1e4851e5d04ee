using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorPipeline.TestKit.Security;

/// <summary>Signs certificates, as an operator's own authority does. One caller at a time.</summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    private readonly TimeProvider _time;
    private readonly X509Certificate2 _certificate;
    private long _serial;

    /// <summary>Makes an authority that signs itself.</summary>
    /// <param name="name">Its common name.</param>
    /// <param name="time">Certificates are valid around its time.</param>
    public TestAuthority(string name, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _time = time;
        _certificate = AuthorityRequest(name, key).CreateSelfSigned(time.GetUtcNow() - Life, time.GetUtcNow() + Life);
    }

    private TestAuthority(X509Certificate2 certificate, TimeProvider time) => (_certificate, _time) = (certificate, time);

    /// <summary>Its certificate as PEM.</summary>
    public string Pem => _certificate.ExportCertificatePem() + "\n";

    /// <summary>Makes an authority that this one signs.</summary>
    /// <param name="name">Its common name.</param>
    public TestAuthority SignAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = AuthorityRequest(name, key).Create(_certificate, _time.GetUtcNow() - (Life / 2), _time.GetUtcNow() + (Life / 2), Serial());
        return new TestAuthority(signed.CopyWithPrivateKey(key), _time);
    }

    /// <summary>Signs a certificate.</summary>
    /// <param name="shape">What it says.</param>
    /// <returns>The certificate with its private key.</returns>
    public X509Certificate2 Sign(TestCertificate shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.HasRsaKey)
        {
            using var rsa = RSA.Create(2048);
            using var signedRsa = Sign(new CertificateRequest(Subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), shape);
            return signedRsa.CopyWithPrivateKey(rsa);
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = Sign(new CertificateRequest(Subject, key, HashAlgorithmName.SHA256), shape);
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>Makes a certificate that no authority has signed.</summary>
    /// <param name="shape">What it says.</param>
    /// <param name="time">It is valid around its time.</param>
    public static X509Certificate2 SignItself(TestCertificate shape, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(time);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Described(new CertificateRequest(Subject, key, HashAlgorithmName.SHA256), shape).CreateSelfSigned(time.GetUtcNow() + shape.From, time.GetUtcNow() + shape.To);
    }

    /// <summary>The private key of a certificate as PEM.</summary>
    /// <param name="certificate">The certificate.</param>
    public static string KeyPem(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        using var key = (AsymmetricAlgorithm?)certificate.GetECDsaPrivateKey() ?? certificate.GetRSAPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();

    private static X500DistinguishedName Subject => new("CN=node");

    private static CertificateRequest AuthorityRequest(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        return request;
    }

    private static CertificateRequest Described(CertificateRequest request, TestCertificate shape)
    {
        request.CertificateExtensions.Add(new X509KeyUsageExtension(shape.KeyUses, critical: true));
        if (shape.Uses.Count > 0)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. shape.Uses.Select(use => new Oid(use))], critical: false));
        }

        var names = new SubjectAlternativeNameBuilder();
        shape.Names.ToList().ForEach(names.AddDnsName);
        shape.Addresses.ToList().ForEach(names.AddIpAddress);
        if (shape.Names.Count + shape.Addresses.Count > 0)
        {
            request.CertificateExtensions.Add(names.Build());
        }

        return request;
    }

    // Also a certificate that outlives its authority.
    private X509Certificate2 Sign(CertificateRequest request, TestCertificate shape)
    {
        using var key = _certificate.GetECDsaPrivateKey()!;
        var now = _time.GetUtcNow();
        return Described(request, shape).Create(_certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(key), now + shape.From, now + shape.To, Serial());
    }

    private byte[] Serial() => BitConverter.GetBytes(++_serial);
}
