using System.Globalization;
using System.Net;
using ActorPipeline.Actors.Membership;
using ActorPipeline.Actors.Security;
using ActorPipeline.Cassandra.Store;
using ActorPipeline.Cql;
using ActorPipeline.Cql.Connections;
using ActorPipeline.Cql.Protocol;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Reading;
using ActorPipeline.Hocon.Values;
using ActorPipeline.Kafka.Settings;

namespace ActorPipeline.Node.Settings;

/// <summary>Reads the sections <c>kafka</c>, <c>cassandra</c> and <c>cluster</c>, and refuses what is not as expected with the place it stands at.</summary>
internal static class ClusterSectionsReader
{
    private const int MaxPort = 65_535;
    private const int MaxReplicas = 15;

    // Cassandra takes names of keyspaces up to this length.
    private const int MaxKeyspace = 48;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <exception cref="ConfigurationException">A setting is missing, unknown or not as expected.</exception>
    public static ClusterSections Read(HoconCursor root)
    {
        var cluster = root.Child("cluster");
        cluster.RejectUnknownKeys("host", "port", "insecure", "tls", "announce-interval", "max-clock-skew");
        var host = cluster.GetString("host");
        var isInsecure = cluster.GetBool("insecure");
        var tls = ReadClusterTls(cluster.Child("tls"), root.GetString("node.host") is { Length: > 0 } shown ? shown : host);
        if (!isInsecure && tls is null && !JoinChecks.IsLoopback(host))
        {
            throw cluster.Fail(
                "host",
                "a loopback address, or cluster.tls.enabled = on, or cluster.insecure = on where the network is private: "
                + "without TLS whoever reaches this port owns the node");
        }

        var cassandra = root.Child("cassandra");
        return new ClusterSections
        {
            Kafka = ReadKafka(root.Child("kafka")),
            Session = ReadSession(cassandra),
            Store = ReadStore(cassandra),
            Host = host,
            Port = cluster.GetInt("port", 0, MaxPort),
            Tls = tls,
            AnnounceInterval = cluster.GetDuration("announce-interval", Tick),
            MaxClockSkew = cluster.GetDuration("max-clock-skew", TimeSpan.FromSeconds(1)),
        };
    }

    private static KafkaLogOptions ReadKafka(HoconCursor kafka)
    {
        kafka.RejectUnknownKeys("bootstrap-servers", "topic-prefix", "replication-factor", "properties");
        return new KafkaLogOptions
        {
            BootstrapServers = string.Join(',', ReadServers(kafka, "bootstrap-servers")),
            TopicPrefix = IsTopicName(kafka.GetString("topic-prefix")) ? kafka.GetString("topic-prefix")
                : throw kafka.Fail("topic-prefix", "letters, digits, dots, dashes and underscores"),
            ReplicationFactor = kafka.GetInt("replication-factor", 0, MaxReplicas),
            Properties = Flatten(kafka.Child("properties"), kafka.Child("properties").Value).ToDictionary(),

            // Brokers forget records after a week by their own timestamps, whoever still needs them: shard logs are trimmed by their checkpoints,
            // sources by who runs them.
            TopicSettings = new Dictionary<string, string> { ["retention.ms"] = "-1" },
        };
    }

    private static CqlSessionOptions ReadSession(HoconCursor cassandra)
    {
        cassandra.RejectUnknownKeys(
            "contact-points", "keyspace", "replication-factor", "username", "password", "local-datacenter", "connections-per-node", "protocol-version",
            "compression", "request-timeout", "keep-rows", "tls");
        var username = OrNull(cassandra, "username");
        return new CqlSessionOptions
        {
            ContactPoints = [.. ReadServers(cassandra, "contact-points").Select(CqlEndpoint.Parse)],
            Username = username,
            Password = username is null ? null : cassandra.GetString("password"),
            LocalDatacenter = OrNull(cassandra, "local-datacenter"),
            ConnectionsPerNode = cassandra.GetInt("connections-per-node", 1, 64),
            ProtocolVersion = ReadProtocolVersion(cassandra),
            UseLz4 = cassandra.GetBool("compression"),
            RequestTimeout = cassandra.GetDuration("request-timeout", Tick),
            Tls = ReadCassandraTls(cassandra.Child("tls")),
        };
    }

    private static CassandraStoreOptions ReadStore(HoconCursor cassandra) => new()
    {
        Keyspace = cassandra.GetString("keyspace") is var keyspace && IsKeyspace(keyspace) ? keyspace
            : throw cassandra.Fail("keyspace", $"lower-case letters, digits and underscores, at most {MaxKeyspace}"),
        ReplicationFactor = cassandra.GetInt("replication-factor", 0, MaxReplicas),
        KeepRows = cassandra.GetDuration("keep-rows", TimeSpan.Zero, TimeSpan.FromDays(365 * 20)),
    };

    private static int? ReadProtocolVersion(HoconCursor cassandra) => cassandra.GetString("protocol-version") switch
    {
        "auto" => null,
        "4" => 4,
        "5" => 5,
        _ => throw cassandra.Fail("protocol-version", "auto, 4 or 5"),
    };

    private static CqlTlsOptions? ReadCassandraTls(HoconCursor tls)
    {
        tls.RejectUnknownKeys("enabled", "ca-file", "certificate-file", "key-file", "verify-name");
        var options = new CqlTlsOptions
        {
            AuthorityFile = OrNull(tls, "ca-file"),
            ClientCertificateFile = OrNull(tls, "certificate-file"),
            ClientKeyFile = OrNull(tls, "key-file"),
            VerifyName = tls.GetBool("verify-name"),
        };
        if (options.ClientCertificateFile is null != options.ClientKeyFile is null)
        {
            throw tls.Fail(options.ClientKeyFile is null ? "certificate-file" : "key-file", "certificate-file and key-file together, or neither");
        }

        return tls.GetBool("enabled") ? options : null;
    }

    private static ClusterTlsOptions? ReadClusterTls(HoconCursor tls, string host)
    {
        string[] files = ["ca-file", "certificate-file", "key-file"];
        tls.RejectUnknownKeys(["enabled", "verify-name", "peer-names", .. files]);
        var isEnabled = tls.GetBool("enabled");
        if (isEnabled && files.FirstOrDefault(file => tls.GetString(file).Length == 0) is { } missing)
        {
            throw tls.Fail(missing, "a PEM file: cluster.tls.enabled = on takes ca-file, certificate-file and key-file");
        }

        var options = new ClusterTlsOptions
        {
            AuthorityFile = tls.GetString("ca-file"),
            CertificateFile = tls.GetString("certificate-file"),
            KeyFile = tls.GetString("key-file"),
            Host = host,
            VerifyName = tls.GetBool("verify-name"),
            PeerNames = tls.GetStringList("peer-names"),
        };
        if (options.PeerNames.Any(name => Uri.CheckHostName(name) == UriHostNameType.Unknown))
        {
            throw tls.Fail("peer-names", "a list of host names, without wildcards");
        }

        return isEnabled ? options : null;
    }

    private static string? OrNull(HoconCursor cursor, string path) => cursor.GetString(path) is { Length: > 0 } text ? text : null;

    private static IReadOnlyList<string> ReadServers(HoconCursor cursor, string path)
    {
        var servers = cursor.GetStringList(path);
        return servers.Count > 0 && servers.All(IsServer) ? servers : throw cursor.Fail(path, "a list of host:port");
    }

    private static bool IsServer(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= MaxPort
            && (Uri.CheckHostName(text[..colon]) != UriHostNameType.Unknown || IPAddress.TryParse(text[..colon], out _));
    }

    // What Kafka takes as part of a topic's name.
    private static bool IsTopicName(string text) =>
        text.Length <= 100 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static bool IsKeyspace(string text) => text.Length is > 0 and <= MaxKeyspace && char.IsAsciiLetterLower(text[0])
        && text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    // A dotted name such as security.protocol is a path in HOCON: what it nests is joined again.
    private static IEnumerable<KeyValuePair<string, string>> Flatten(HoconCursor properties, HoconObject value, string prefix = "") =>
        value.Fields.Where(field => !field.Value.IsNull).SelectMany(field => field.Value switch
        {
            HoconObject nested => Flatten(properties, nested, $"{prefix}{field.Key}."),
            HoconScalar scalar when KafkaLogOptions.WhyRefused(prefix + field.Key) is null => [KeyValuePair.Create(prefix + field.Key, scalar.Text)],
            var other => throw properties.Fail(
                HoconPath.Join([.. prefix.Split('.', StringSplitOptions.RemoveEmptyEntries), field.Key]),
                other is HoconScalar ? $"no such setting here: it {KafkaLogOptions.WhyRefused(prefix + field.Key)}" : "a text or a number"),
        });
}
