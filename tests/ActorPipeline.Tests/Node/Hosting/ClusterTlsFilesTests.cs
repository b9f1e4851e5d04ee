using System.Security.Cryptography;
using ActorPipeline.Node.Hosting;
using ActorPipeline.Node.Settings;
using ActorPipeline.TestKit.Security;
using ActorPipeline.Tests.Node.Harness;
using ActorPipeline.Tests.Security;
using Xunit;

namespace ActorPipeline.Tests.Node.Hosting;

/// <summary>What section cluster.tls may say, and what a node answers that cannot work with it: one line, before anything of it is started.</summary>
public sealed class ClusterTlsFilesTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TempFolder _folder = new();
    private readonly TestAuthority _authority = new("cluster", TimeProvider.System);
    private readonly NodeFiles _files;

    public ClusterTlsFilesTests() => _files = new NodeFiles(_folder).Write(_authority);

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("--set", "cluster.host=0.0.0.0", "--set", "node.host=127.0.0.1")]
    public async Task A_node_with_its_three_files_is_accepted(params string[] arguments) => Assert.Equal((ExitCode.Ok, ""), await CheckAsync(arguments));

    [Fact]
    public async Task An_RSA_key_does_as_well()
    {
        _files.Write(_authority, NodeFiles.Loopback with { HasRsaKey = true });
        Assert.Equal((ExitCode.Ok, ""), await CheckAsync());
    }

    [Fact]
    public async Task Beyond_loopback_a_node_without_TLS_is_refused()
    {
        var (exitCode, error) = await CheckAsync("--set", "cluster.host=0.0.0.0", "--set", "cluster.tls.enabled=off");
        Assert.Equal(ExitCode.Configuration, exitCode);
        Assert.Contains("cluster.host: expected a loopback address, or cluster.tls.enabled = on, or cluster.insecure = on", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ca-file")]
    [InlineData("certificate-file")]
    [InlineData("key-file")]
    public async Task A_setting_that_is_missing_is_named(string setting)
    {
        var (exitCode, error) = await CheckAsync("--set", $"cluster.tls.{setting}=\"\"");
        Assert.Equal(ExitCode.Configuration, exitCode);
        Assert.Contains($"cluster.tls.{setting}: expected a PEM file: cluster.tls.enabled = on takes ca-file, certificate-file and key-file", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ca-file", "the root certificate of the cluster's authority")]
    [InlineData("certificate-file", "this node's certificate")]
    [InlineData("key-file", "the private key of")]
    public async Task A_file_that_is_missing_unreadable_or_not_PEM_is_named(string setting, string expected)
    {
        var file = setting switch { "ca-file" => _files.Authority, "certificate-file" => _files.Certificate, _ => _files.Key };
        File.WriteAllText(file, "no PEM");
        await AssertRefusedAsync(setting, expected, $"{file}: ");

        File.WriteAllText(file, $"-----BEGIN {(setting == "key-file" ? "PRIVATE KEY" : "CERTIFICATE")}-----\nbm8gREVS\n-----END {(setting == "key-file" ? "PRIVATE KEY" : "CERTIFICATE")}-----\n");
        await AssertRefusedAsync(setting, expected, $"{file}: ");

        File.Delete(file);
        await AssertRefusedAsync(setting, expected, $"{file}: no such file");

        Directory.CreateDirectory(file);
        await AssertRefusedAsync(setting, expected, $"{file}: ");
    }

    [Fact]
    public async Task A_key_of_another_certificate_is_refused()
    {
        using var another = _authority.Sign(NodeFiles.Loopback);
        File.WriteAllText(_files.Key, TestAuthority.KeyPem(another));
        await AssertRefusedAsync("key-file", $"the private key of {_files.Certificate}", $"{_files.Key}: ");
    }

    [Fact]
    public async Task An_encrypted_key_is_refused()
    {
        using var key = ECDsa.Create();
        File.WriteAllText(_files.Key, key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000)));
        await AssertRefusedAsync("key-file", "not encrypted", $"{_files.Key}: ");
    }

    [Fact]
    public async Task A_certificate_that_has_expired_is_refused()
    {
        _files.Write(_authority, NodeFiles.Loopback with { To = TimeSpan.FromMinutes(-1) });
        await AssertRefusedAsync("certificate-file", "valid now", $"{_files.Certificate}, which expired on ");
    }

    [Fact]
    public async Task A_certificate_that_is_not_valid_yet_is_refused()
    {
        _files.Write(_authority, NodeFiles.Loopback with { From = TimeSpan.FromMinutes(10) });
        await AssertRefusedAsync("certificate-file", "valid now", $"{_files.Certificate}, which is not valid before ");
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        using var another = new TestAuthority("cluster", TimeProvider.System);
        using var certificate = another.Sign(NodeFiles.Loopback);
        _files.Write(_authority.Pem, certificate);
        await AssertRefusedAsync("certificate-file", $"a certificate of the authority in {_files.Authority}", $"{_files.Certificate}, which is not signed by the cluster's authority");
    }

    [Fact]
    public async Task A_certificate_for_another_name_than_the_node_is_reached_at_is_refused()
    {
        await AssertRefusedAsync(
            "certificate-file", "for n1.example", $"{_files.Certificate}, which is for 127.0.0.1, not for n1.example", "--set", "node.host=n1.example");
        Assert.Equal((ExitCode.Ok, ""), await CheckAsync("--set", "node.host=n1.example", "--set", "cluster.tls.verify-name=off"));
    }

    [Fact]
    public async Task A_certificate_without_a_peer_name_is_refused()
    {
        await AssertRefusedAsync(
            "certificate-file", "for 127.0.0.1", "not for one of cluster.tls.peer-names (node.example)", "--set", "cluster.tls.peer-names=[node.example]");
        _files.Write(_authority, NodeFiles.Loopback with { Names = ["node.example"] });
        Assert.Equal((ExitCode.Ok, ""), await CheckAsync("--set", "cluster.tls.peer-names=[node.example]"));
    }

    [Fact]
    public async Task A_wildcard_among_the_peer_names_is_refused()
    {
        var (exitCode, error) = await CheckAsync("--set", "cluster.tls.peer-names=[\"*.example\"]");
        Assert.Equal(ExitCode.Configuration, exitCode);
        Assert.Contains("cluster.tls.peer-names: expected a list of host names, without wildcards", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_for_servers_only_is_refused()
    {
        _files.Write(_authority, NodeFiles.Loopback with { Uses = [TestCertificate.ServerAuthentication] });
        await AssertRefusedAsync("certificate-file", "for TLS servers and clients", "is not meant for TLS clients (clientAuth)");
    }

    [Fact]
    public async Task An_authority_of_intermediates_only_is_refused()
    {
        using var issuing = _authority.SignAuthority("issuing");
        _files.Write(issuing);
        await AssertRefusedAsync("ca-file", "the root certificate of the cluster's authority", "none of its certificates signs itself");
    }

    [Fact]
    public async Task An_intermediate_may_follow_the_certificate_or_the_root()
    {
        using var issuing = _authority.SignAuthority("issuing");
        using var certificate = issuing.Sign(NodeFiles.Loopback);
        _files.Write(_authority.Pem + issuing.Pem, certificate);
        Assert.Equal((ExitCode.Ok, ""), await CheckAsync());

        _files.Write(_authority.Pem, certificate);
        File.AppendAllText(_files.Certificate, $"\n{issuing.Pem}");
        Assert.Equal((ExitCode.Ok, ""), await CheckAsync());
    }

    [Fact]
    public async Task A_node_that_is_alone_reads_no_certificate()
    {
        File.Delete(_files.Key);
        Assert.Equal((ExitCode.Ok, ""), await CheckAsync("--set", "mode=embedded"));
    }

    [Fact]
    public async Task Nothing_is_started_with_a_certificate_that_is_refused()
    {
        File.Delete(_files.Key);
        var data = Path.Combine(_folder.Path, "data");
        var (exitCode, error) = await RunAsync("--data", data);
        Assert.Equal(ExitCode.Configuration, exitCode);
        Assert.Contains("cluster.tls.key-file", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data), "the refused node has made its data folder");
    }

    private async Task AssertRefusedAsync(string setting, string expected, string found, params string[] arguments)
    {
        var (exitCode, error) = await CheckAsync(arguments);
        Assert.Equal(ExitCode.Configuration, exitCode);
        Assert.StartsWith($"{Path.Combine(_folder.Path, "own.conf")}:", error, StringComparison.Ordinal);
        Assert.Contains($": cluster.tls.{setting}: expected ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains(found, error, StringComparison.Ordinal);
    }

    private Task<(ExitCode ExitCode, string Error)> CheckAsync(params string[] arguments) => RunAsync(["--check-config", .. arguments]);

    private async Task<(ExitCode ExitCode, string Error)> RunAsync(params string[] arguments)
    {
        var own = _folder.File("own.conf", $$"""
            mode = cluster
            node.id = n1
            cluster.tls {
              enabled = on
              ca-file = "{{_files.Authority}}"
              certificate-file = "{{_files.Certificate}}"
              key-file = "{{_files.Key}}"
            }
            """);
        await using var errors = new StringWriter();
        await using var output = new StartWriter();
        var host = new NodeHost(new TestEngine(), TimeProvider.System, output, errors);
        var exitCode = await host.RunAsync(["--config", own, .. arguments.Where(argument => argument.Length > 0)], TestContext.Current.CancellationToken).WaitAsync(Patience);
        var lines = errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (exitCode, lines.Length == 0 ? "" : Assert.Single(lines));
    }
}
