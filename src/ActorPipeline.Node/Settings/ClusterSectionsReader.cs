using System.Net;
using ActorPipeline.Actors.Membership;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Reading;
using ActorPipeline.Hocon.Values;

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
        var (host, isInsecure, tls) = (cluster.GetString("host"), cluster.GetBool("insecure"), ReadClusterTls(cluster.Child("tls")));
        if (!isInsecure && !tls.Enabled && !JoinChecks.IsLoopback(host))
        {
            throw cluster.Fail(
                "host", "a loopback address, or cluster.tls.enabled = on, or cluster.insecure = on where the network is private: without TLS whoever reaches this port owns the node");
        }

        return new ClusterSections
        {
            Kafka = ReadKafka(root.Child("kafka")),
            Cassandra = ReadCassandra(root.Child("cassandra")),
            Host = host,
            Port = cluster.GetInt("port", 0, MaxPort),
            IsInsecure = isInsecure,
            Tls = tls,
            AnnounceInterval = cluster.GetDuration("announce-interval", Tick),
            MaxClockSkew = cluster.GetDuration("max-clock-skew", TimeSpan.FromSeconds(1)),
        };
    }

    private static KafkaSection ReadKafka(HoconCursor kafka)
    {
        kafka.RejectUnknownKeys(
            "bootstrap-servers", "topic-prefix", "replication-factor", "properties");
        return new KafkaSection
        {
            BootstrapServers = ReadServers(kafka, "bootstrap-servers"),
            TopicPrefix = IsTopicName(kafka.GetString("topic-prefix")) ? kafka.GetString("topic-prefix")
                : throw kafka.Fail("topic-prefix", "letters, digits, dots, dashes and underscores"),
            ReplicationFactor = kafka.GetInt("replication-factor", 0, MaxReplicas),
            Properties = Flatten(kafka.Child("properties"), kafka.Child("properties").Value).ToDictionary(),
        };
    }

    private static CassandraSection ReadCassandra(HoconCursor cassandra)
    {
        cassandra.RejectUnknownKeys(
            "contact-points", "keyspace", "replication-factor", "username", "password", "local-datacenter", "connections-per-node", "protocol-version",
            "compression", "request-timeout", "keep-rows", "tls");
        var keyspace = cassandra.GetString("keyspace");
        return new CassandraSection
        {
            ContactPoints = ReadServers(cassandra, "contact-points"),
            Keyspace = IsKeyspace(keyspace) ? keyspace : throw cassandra.Fail("keyspace", $"lower-case letters, digits and underscores, at most {MaxKeyspace}"),
            ReplicationFactor = cassandra.GetInt("replication-factor", 0, MaxReplicas),
            Username = cassandra.GetString("username"),
            Password = cassandra.GetString("password"),
            LocalDatacenter = cassandra.GetString("local-datacenter"),
            ConnectionsPerNode = cassandra.GetInt("connections-per-node", 1, 64),
            ProtocolVersion = ReadProtocolVersion(cassandra),
            Compresses = cassandra.GetBool("compression"),
            RequestTimeout = cassandra.GetDuration("request-timeout", Tick),
            KeepRows = cassandra.GetDuration("keep-rows", TimeSpan.Zero, TimeSpan.FromDays(365 * 20)),
            Tls = ReadTls(cassandra.Child("tls")),
        };
    }

    private static int? ReadProtocolVersion(HoconCursor cassandra) => cassandra.GetString("protocol-version") switch
    {
        "auto" => null,
        "4" => 4,
        "5" => 5,
        _ => throw cassandra.Fail("protocol-version", "auto, 4 or 5"),
    };

    private static CassandraTlsSection ReadTls(HoconCursor tls)
    {
        tls.RejectUnknownKeys("enabled", "ca-file", "certificate-file", "key-file", "verify-name");
        var options = new CassandraTlsSection(
            tls.GetBool("enabled"), tls.GetString("ca-file"), tls.GetString("certificate-file"), tls.GetString("key-file"), tls.GetBool("verify-name"));
        return options.CertificateFile.Length > 0 == options.KeyFile.Length > 0
            ? options
            : throw tls.Fail(options.KeyFile.Length > 0 ? "key-file" : "certificate-file", "certificate-file and key-file together, or neither");
    }

    private static ClusterTlsSection ReadClusterTls(HoconCursor tls)
    {
        string[] files = ["ca-file", "certificate-file", "key-file"];
        tls.RejectUnknownKeys(["enabled", "verify-name", "peer-names", .. files]);
        var isEnabled = tls.GetBool("enabled");
        if (isEnabled && files.FirstOrDefault(file => tls.GetString(file).Length == 0) is { } missing)
        {
            throw tls.Fail(missing, "a PEM file: cluster.tls.enabled = on takes ca-file, certificate-file and key-file");
        }

        var names = tls.GetStringList("peer-names");
        return names.All(name => Uri.CheckHostName(name) != UriHostNameType.Unknown)
            ? new ClusterTlsSection(isEnabled, tls.GetString("ca-file"), tls.GetString("certificate-file"), tls.GetString("key-file"), tls.GetBool("verify-name"), names)
            : throw tls.Fail("peer-names", "a list of host names, without wildcards");
    }

    private static IReadOnlyList<string> ReadServers(HoconCursor cursor, string path)
    {
        var servers = cursor.GetStringList(path);
        return servers.Count > 0 && servers.All(IsServer) ? servers : throw cursor.Fail(path, "a list of host:port");
    }

    private static bool IsServer(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), out var port) && port is > 0 and <= MaxPort
            && (Uri.CheckHostName(text[..colon]) != UriHostNameType.Unknown || IPAddress.TryParse(text[..colon], out _));
    }

    // What Kafka takes as part of a topic's name.
    private static bool IsTopicName(string text) =>
        text.Length <= 100 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static bool IsKeyspace(string text) =>
        text.Length is > 0 and <= MaxKeyspace && char.IsAsciiLetterLower(text[0]) && text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    // A dotted name such as security.protocol is a path in HOCON: what it nests is joined again.
    private static IEnumerable<KeyValuePair<string, string>> Flatten(HoconCursor properties, HoconObject value, string prefix = "") =>
        value.Fields.Where(field => !field.Value.IsNull).SelectMany(field => field.Value switch
        {
            HoconObject nested => Flatten(properties, nested, $"{prefix}{field.Key}."),
            HoconScalar scalar => [KeyValuePair.Create(prefix + field.Key, scalar.Text)],
            _ => throw properties.Fail(HoconPath.Join([.. prefix.Split('.', StringSplitOptions.RemoveEmptyEntries), field.Key]), "a text or a number"),
        });
}
