using ActorPipeline.Hocon.Origins;
using ActorPipeline.Node.Settings;
using Xunit;

namespace ActorPipeline.Tests.Node.Settings;

public sealed class ClusterSectionsTests
{
    [Fact]
    public void Defaults_are_those_of_the_reference()
    {
        var options = Read("");
        Assert.Equal("127.0.0.1:9092", options.Kafka.BootstrapServers);
        Assert.Equal("ap.", options.Kafka.TopicPrefix);
        Assert.Equal(["127.0.0.1:9042"], options.Session.ContactPoints.Select(point => $"{point}"));
        Assert.Equal("actor_pipeline", options.Store.Keyspace);
        Assert.Null(options.Session.ProtocolVersion);
        Assert.Null(options.Session.Tls);
        Assert.Empty(options.Kafka.Properties);
        Assert.Equal(TimeSpan.FromSeconds(30), options.MaxClockSkew);
    }

    [Fact]
    public void Servers_may_be_one_comma_separated_text()
    {
        var options = Read("""
            kafka.bootstrap-servers = "127.0.0.1:9092,kafka2:9093"
            cassandra.contact-points = "127.0.0.1:9042,[::1]:9042"
            """);
        Assert.Equal("127.0.0.1:9092,kafka2:9093", options.Kafka.BootstrapServers);
        Assert.Equal(["127.0.0.1:9042", "[::1]:9042"], options.Session.ContactPoints.Select(point => $"{point}"));
    }

    [Fact]
    public void Dotted_names_of_librdkafka_are_handed_on_whether_quoted_or_not()
    {
        var options = Read("""
            kafka.properties {
              security.protocol = SASL_SSL
              "sasl.username" = ap
              sasl { mechanism = PLAIN, password = "a.b" }
              socket.timeout.ms = 5000
            }
            """);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["security.protocol"] = "SASL_SSL",
                ["sasl.username"] = "ap",
                ["sasl.mechanism"] = "PLAIN",
                ["sasl.password"] = "a.b",
                ["socket.timeout.ms"] = "5000",
            },
            options.Kafka.Properties);
    }

    [Theory]
    [InlineData("auto", null)]
    [InlineData("4", 4)]
    [InlineData("5", 5)]
    public void A_pinned_protocol_version_reaches_the_session(string text, int? version) =>
        Assert.Equal(version, Read($"cassandra.protocol-version = {text}").Session.ProtocolVersion);

    [Theory]
    [InlineData("kafka.bootstrap-servers = []", "kafka.bootstrap-servers: expected a list of host:port")]
    [InlineData("kafka.bootstrap-servers = [localhost]", "kafka.bootstrap-servers: expected a list of host:port")]
    [InlineData("cassandra.contact-points = \"127.0.0.1:0\"", "cassandra.contact-points: expected a list of host:port")]
    [InlineData("cassandra.contact-points = \"127.0.0.1:+9042\"", "cassandra.contact-points: expected a list of host:port")]
    [InlineData("kafka.topic-prefix = \"a b\"", "kafka.topic-prefix: expected letters, digits")]
    [InlineData("kafka.properties { brokers = [a, b] }", "kafka.properties.brokers: expected a text or a number")]
    [InlineData("kafka.properties { acks = 1 }", "kafka.properties.acks: expected no such setting here: it must be all")]
    [InlineData("kafka.properties.message.max.bytes = 1", "kafka.properties.message.max.bytes: expected no such setting here: it is set by the largest record")]
    [InlineData("kafka.properties { \"group.id\" = a }", "kafka.properties.\"group.id\": expected no such setting here: it is set for every group")]
    [InlineData("cassandra.keyspace = \"Actor-Pipeline\"", "cassandra.keyspace: expected lower-case letters")]
    [InlineData("cassandra.protocol-version = 3", "cassandra.protocol-version: expected auto, 4 or 5")]
    [InlineData("cassandra.protocol-version = v5", "cassandra.protocol-version: expected auto, 4 or 5")]
    [InlineData("cassandra.tls { enabled = on, certificate-file = a.pem }", "cassandra.tls.certificate-file: expected certificate-file and key-file together")]
    [InlineData("cluster.host = 10.0.0.1", "cluster.host: expected a loopback address, or cluster.tls.enabled = on, or cluster.insecure = on")]
    [InlineData("cluster.port = 70000", "cluster.port: expected")]
    [InlineData("cassandra.pasword = x", "cassandra.pasword: expected one of")]
    public void What_is_not_as_expected_is_refused_with_its_place(string text, string message)
    {
        var failure = Assert.Throws<ConfigurationException>(() => Read(text));
        Assert.Contains("own.conf:1", failure.Message, StringComparison.Ordinal);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    private static ClusterSections Read(string text) =>
        ClusterSectionsReader.Read(NodeConfiguration.LoadAlone(text, "own.conf", ShippedFiles.Hocon).Cursor());
}
