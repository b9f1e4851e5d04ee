using System.Net;
using System.Security.Cryptography.X509Certificates;
using ActorPipeline.Actors.Security;
using ActorPipeline.TestKit;
using ActorPipeline.TestKit.Security;
using Xunit;

namespace ActorPipeline.Tests.Security;

public sealed class PeerCheckTests : IDisposable
{
    private const string Host = "n1.cluster.example";

    private readonly VirtualTimeProvider _time = new();
    private readonly TestAuthority _own;
    private readonly TestAuthority _foreign;

    public PeerCheckTests() => (_own, _foreign) = (new TestAuthority("cluster", _time), new TestAuthority("cluster", _time));

    public void Dispose()
    {
        _own.Dispose();
        _foreign.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_certificate_of_the_authority_is_accepted_in_both_roles(bool hasRsaKey)
    {
        using var certificate = _own.Sign(new TestCertificate { Names = [Host], HasRsaKey = hasRsaKey });
        Assert.Null(Check().Refuse(certificate, PeerRole.Server, Host));
        Assert.Null(Check().Refuse(certificate, PeerRole.Client, host: null));
    }

    [Fact]
    public void One_of_another_authority_of_the_same_name_is_refused()
    {
        using var certificate = _foreign.Sign(new TestCertificate { Names = [Host] });
        Assert.Equal("is not signed by the cluster's authority", Check().Refuse(certificate, PeerRole.Client, host: null));
    }

    [Fact]
    public void A_foreign_authority_that_is_sent_along_is_not_believed()
    {
        using var certificate = _foreign.Sign(new TestCertificate { Names = [Host] });
        var sent = new X509Certificate2Collection();
        sent.ImportFromPem(_foreign.Pem);
        Assert.Equal("is not signed by the cluster's authority", Check().Refuse(certificate, PeerRole.Client, host: null, sent));
    }

    [Fact]
    public void One_that_signs_itself_is_refused()
    {
        using var certificate = TestAuthority.SignItself(new TestCertificate { Names = [Host] }, _time);
        Assert.Equal("is not signed by the cluster's authority", Check().Refuse(certificate, PeerRole.Server, Host));
    }

    [Fact]
    public void One_that_the_machine_trusts_is_refused_all_the_same()
    {
        // A public authority's root, if the machine has any, stands for whatever the machine trusts.
        using var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine);
        store.Open(OpenFlags.ReadOnly);
        var trusted = store.Certificates.FirstOrDefault(one => one.NotAfter.Year > 2017 && one.NotBefore.Year < 2017);
        Assert.SkipWhen(trusted is null, "the machine trusts no authority");
        Assert.Equal("is not signed by the cluster's authority", Check().Refuse(trusted, PeerRole.Server, host: null));
    }

    [Fact]
    public void Validity_goes_by_the_clock_that_is_handed_in()
    {
        using var certificate = _own.Sign(new TestCertificate { Names = [Host], From = TimeSpan.FromHours(1), To = TimeSpan.FromHours(3) });
        var check = Check();
        Assert.Equal("is not valid before 2017-01-01 01:00:00Z", check.Refuse(certificate, PeerRole.Server, Host));
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Null(check.Refuse(certificate, PeerRole.Server, Host));
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal("expired on 2017-01-01 03:00:00Z", check.Refuse(certificate, PeerRole.Server, Host));
    }

    [Fact]
    public void An_authority_that_has_expired_signs_for_nobody()
    {
        using var certificate = _own.Sign(new TestCertificate { Names = [Host], To = TimeSpan.FromDays(3) });
        _time.Advance(TimeSpan.FromDays(2));
        Assert.Equal("is signed by an authority whose own certificate is not valid now", Check().Refuse(certificate, PeerRole.Server, Host));
    }

    [Theory]
    [InlineData("n2.cluster.example", "is for n1.cluster.example, 10.0.0.1, not for n2.cluster.example")]
    [InlineData("10.0.0.2", "is for n1.cluster.example, 10.0.0.1, not for 10.0.0.2")]
    [InlineData("node", "is for n1.cluster.example, 10.0.0.1, not for node")]
    [InlineData(Host, null)]
    [InlineData("N1.Cluster.Example", null)]
    [InlineData("10.0.0.1", null)]
    public void A_node_that_is_called_bears_the_name_or_address_it_was_called_by(string host, string? reason)
    {
        using var certificate = _own.Sign(new TestCertificate { Names = [Host], Addresses = [IPAddress.Parse("10.0.0.1")] });
        Assert.Equal(reason, Check().Refuse(certificate, PeerRole.Server, host));
    }

    [Fact]
    public void An_IPv6_address_is_compared_without_its_brackets()
    {
        using var certificate = _own.Sign(new TestCertificate { Addresses = [IPAddress.IPv6Loopback] });
        Assert.Null(Check().Refuse(certificate, PeerRole.Server, "[::1]"));
    }

    [Fact]
    public void A_wildcard_stands_for_one_label()
    {
        using var certificate = _own.Sign(new TestCertificate { Names = ["*.actor-pipeline.default.svc.cluster.local"] });
        Assert.Null(Check().Refuse(certificate, PeerRole.Server, "node-0.actor-pipeline.default.svc.cluster.local"));
        Assert.NotNull(Check().Refuse(certificate, PeerRole.Server, "a.node-0.actor-pipeline.default.svc.cluster.local"));
    }

    [Fact]
    public void The_subject_is_no_name()
    {
        using var certificate = _own.Sign(new TestCertificate());
        Assert.Equal("bears no alternative name, not for node", Check().Refuse(certificate, PeerRole.Server, "node"));
    }

    [Theory]
    [InlineData(TestCertificate.ServerAuthentication, false, "is not meant for TLS clients (clientAuth)")]
    [InlineData(TestCertificate.ClientAuthentication, true, "is not meant for TLS servers (serverAuth)")]
    public void A_certificate_for_another_use_is_refused(string use, bool isServer, string reason)
    {
        using var certificate = _own.Sign(new TestCertificate { Names = [Host], Uses = [use] });
        Assert.Equal(reason, Check().Refuse(certificate, isServer ? PeerRole.Server : PeerRole.Client, host: null));
    }

    [Fact]
    public void A_key_that_must_not_sign_is_refused()
    {
        using var certificate = _own.Sign(new TestCertificate { Names = [Host], HasRsaKey = true, KeyUses = X509KeyUsageFlags.KeyEncipherment });
        Assert.Equal("has a key usage without digitalSignature", Check().Refuse(certificate, PeerRole.Client, host: null));
    }

    [Fact]
    public void Where_an_authority_signs_for_others_too_a_node_bears_one_of_the_peer_names()
    {
        using var node = _own.Sign(new TestCertificate { Names = [Host, "node.actor-pipeline"] });
        using var another = _own.Sign(new TestCertificate { Names = ["billing.example"] });
        var check = Check("node.actor-pipeline", "n9.cluster.example");
        Assert.Null(check.Refuse(node, PeerRole.Client, host: null));
        Assert.Equal(
            "is for billing.example, not for one of cluster.tls.peer-names (node.actor-pipeline, n9.cluster.example)", check.Refuse(another, PeerRole.Client, host: null));
    }

    [Fact]
    public void An_intermediate_is_found_among_what_was_sent_and_among_what_is_known()
    {
        using var issuing = _own.SignAuthority("issuing");
        using var certificate = issuing.Sign(new TestCertificate { Names = [Host] });
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(issuing.Pem);

        Assert.Equal("is not signed by the cluster's authority", Check().Refuse(certificate, PeerRole.Server, Host));
        Assert.Null(Check().Refuse(certificate, PeerRole.Server, Host, chain));
        Assert.Null(new PeerCheck(Roots(), chain, [], _time).Refuse(certificate, PeerRole.Server, Host));
    }

    private PeerCheck Check(params string[] peerNames) => new(Roots(), [], peerNames, _time);

    private X509Certificate2Collection Roots()
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(_own.Pem);
        return roots;
    }
}
