using System.Net;
using System.Text;
using ActorPipeline.Definitions;
using ActorPipeline.Hocon.Origins;
using ActorPipeline.Hocon.Reading;
using ActorPipeline.Jobs;

namespace ActorPipeline.Node.Settings;

/// <summary>Reads a node's options out of its configuration, and refuses what is not as expected with the place it stands at.</summary>
internal static class NodeOptionsReader
{
    private const int MaxPort = 65_535;
    private const int MaxBuffer = 1 << 30;

    // With as much a burst of a million rows was stored and read; with less nothing was tried.
    private const long SmallestStore = 64L << 20;

    // A quarter holds events, which are at most as large as a record; sorting takes the rest.
    private const long SmallestLake = 32L << 20;

    // A browser opens six at a time.
    private const int FewestConnections = 8;

    private const string LoneId = "local";

    private static readonly string[] Roles = ["intake", "shards", "lake", "batch", "web"];
    private static readonly string[] Credentials = ["Authorization", "Cookie", "Proxy-Authorization"];

    /// <exception cref="ConfigurationException">A setting is missing, unknown or not as expected.</exception>
    public static NodeOptions Read(HoconCursor root, IReadOnlyList<PipelineDefinition> pipelines, bool demo)
    {
        var node = root.Child("node");
        var lake = ReadLake(root);
        node.RejectUnknownKeys("id", "host", "roles");
        root.Child("shutdown").RejectUnknownKeys("timeout");
        return new NodeOptions
        {
            Mode = OneOf(root, "mode", "embedded", "cluster"),
            DataFolder = Path.GetFullPath(NonEmpty(root, "data")),
            NodeId = ReadId(root, node),
            NodeHost = node.GetString("host"),
            Roles = ReadRoles(node, lake),
            Cluster = ClusterSectionsReader.Read(root),
            Akka = AkkaSectionReader.Read(root.Child("akka")),
            Web = ReadWeb(root.Child("web")),
            Management = ReadManagement(root.Child("management")),
            StoreBytes = ReadStoreMemory(root.Child("store")),
            Lake = lake,
            Batch = ReadBatch(root.Child("batch")),
            Reads = ReadSectionReader.Read(root),
            Sql = SqlSectionReader.Read(root.Child("sql")),
            Collector = ReadCollector(root.Child("collector")),
            Logging = ReadLogging(root.Child("logging")),
            Demo = ReadDemo(root.Child("demo"), demo),
            ShutdownTimeout = root.GetDuration("shutdown.timeout", TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)),
            Pipelines = pipelines,
        };
    }

    private static long ReadStoreMemory(HoconCursor store)
    {
        store.RejectUnknownKeys("memory");
        return store.GetSize("memory", SmallestStore);
    }

    private static LakeSettings ReadLake(HoconCursor root)
    {
        var lake = root.Child("lake");
        lake.RejectUnknownKeys("path", "roll-after", "memory");
        var own = root.GetString("mode") == "embedded" ? Path.Combine(NonEmpty(root, "data"), "lake") : "";
        var folder = lake.GetString("path") is { Length: > 0 } path ? path : own;
        return new LakeSettings(folder.Length > 0 ? Path.GetFullPath(folder) : "", lake.GetSize("memory", SmallestLake));
    }

    private static BatchSettings ReadBatch(HoconCursor batch)
    {
        batch.RejectUnknownKeys("compact", "drop-old", "views", "drift");
        return new BatchSettings(
            ReadSchedule(batch, "compact"), ReadSchedule(batch, "drop-old"), ReadSchedule(batch, "views"), ReadSchedule(batch, "drift"));
    }

    private static JobSchedule ReadSchedule(HoconCursor cursor, string path)
    {
        try
        {
            return JobSchedule.Parse(cursor.GetString(path));
        }
        catch (FormatException wrong)
        {
            throw cursor.Fail(path, wrong.Message);
        }
    }

    private static WebOptions ReadWeb(HoconCursor web)
    {
        web.RejectUnknownKeys(
            "host", "port", "token", "allowed-hosts", "trusted-proxies", "allowed-origins", "requests-per-second", "request-burst", "max-connections", "rows");
        web.Child("rows").RejectUnknownKeys("default-limit", "max-limit", "max-open-limit");
        var max = web.GetInt("rows.max-limit", 1);
        return new WebOptions
        {
            Listener = ReadListener(web),
            AllowedHosts = web.GetStringList("allowed-hosts"),
            TrustedProxies = ReadAddresses(web, "trusted-proxies"),
            AllowedOrigins = ReadOrigins(web, "allowed-origins"),
            RequestsPerSecond = web.GetInt("requests-per-second", 1),
            RequestBurst = web.GetInt("request-burst", 1),
            MaxConnections = web.GetInt("max-connections", FewestConnections),
            MaxRows = max,
            DefaultRows = web.GetInt("rows.default-limit", 1, max),
            MaxOpenRows = web.GetInt("rows.max-open-limit", 1),
        };
    }

    private static ManagementOptions ReadManagement(HoconCursor management)
    {
        management.RejectUnknownKeys("host", "port", "token", "read-only", "max-load-size", "max-dead-letters", "max-connections");
        return new ManagementOptions
        {
            Listener = ReadListener(management),
            ReadOnly = management.GetBool("read-only"),
            MaxLoadBytes = (int)management.GetSize("max-load-size", 1024, MaxBuffer),
            MaxDeadLetters = management.GetInt("max-dead-letters", 1),
            MaxConnections = management.GetInt("max-connections", FewestConnections),
        };
    }

    private static CollectorOptions ReadCollector(HoconCursor collector)
    {
        collector.RejectUnknownKeys(
            "max-body-size", "max-expanded-size", "max-events", "max-buffered-size", "max-concurrent-appends", "retry-after", "headers",
            "remote-address", "allowed-origins", "respect-do-not-track", "check-events");
        var maxBody = (int)collector.GetSize("max-body-size", 1, MaxBuffer);
        return new CollectorOptions
        {
            MaxBodyBytes = maxBody,
            MaxExpandedBytes = (int)collector.GetSize("max-expanded-size", maxBody, MaxBuffer),
            MaxEvents = collector.GetInt("max-events", 1),
            MaxBufferedBytes = collector.GetSize("max-buffered-size", maxBody),
            MaxConcurrentAppends = collector.GetInt("max-concurrent-appends", 1),
            RetryAfter = collector.GetDuration("retry-after", TimeSpan.FromSeconds(1)),
            Headers = ReadHeaders(collector),
            RemoteAddress = collector.GetEnum<RemoteAddress>("remote-address"),
            AllowedOrigins = ReadOrigins(collector, "allowed-origins", CollectorOptions.AllOrigins),
            RespectDoNotTrack = collector.GetBool("respect-do-not-track"),
            CheckEvents = collector.GetBool("check-events"),
        };
    }

    private static LoggingOptions ReadLogging(HoconCursor logging)
    {
        logging.RejectUnknownKeys("level", "format", "lines-per-second");
        return new LoggingOptions(
            logging.GetEnum<LogLevel>("level"), OneOf(logging, "format", "text", "json") == "json", logging.GetInt("lines-per-second", 0));
    }

    private static DemoOptions ReadDemo(HoconCursor demo, bool enabled)
    {
        demo.RejectUnknownKeys("rate", "seed", "clients", "pages", "day");
        return new DemoOptions(
            enabled,
            demo.GetDouble("rate", 0.01, 100_000),
            demo.GetInt("seed"),
            demo.GetInt("clients", 1, 1_000_000),
            demo.GetInt("pages", 1, 1_000_000),
            demo.GetDuration("day", TimeSpan.FromSeconds(1)));
    }

    private static ListenerOptions ReadListener(HoconCursor listener)
    {
        var host = listener.GetString("host");
        if (!ListenAddress.TryParse(host, out var address))
        {
            throw listener.Fail("host", "an IP address or localhost");
        }

        var token = listener.GetString("token");
        return token.Length == 0 && !IPAddress.IsLoopback(address)
            ? throw listener.Fail("host", $"a loopback address while {listener.Path}.token is empty: others can reach this one")
            : new ListenerOptions(listener.Path, host, listener.GetInt("port", 0, MaxPort), token);
    }

    private static IReadOnlyList<string> ReadAddresses(HoconCursor cursor, string path)
    {
        var addresses = cursor.GetStringList(path);
        return addresses.All(address => IPAddress.TryParse(address, out _)) ? addresses : throw cursor.Fail(path, "a list of IP addresses");
    }

    // As browsers send them, or they would never be met: without a path, and without the port that the scheme has anyway.
    private static IReadOnlyList<string> ReadOrigins(HoconCursor cursor, string path, string? all = null)
    {
        var origins = cursor.GetStringList(path);
        return origins.FirstOrDefault(origin => origin != all && !IsOrigin(origin)) is { } wrong
            ? throw cursor.Fail(path, "origins as browsers send them, such as https://shop.example or http://localhost:3000", wrong)
            : origins;
    }

    private static bool IsOrigin(string text) =>
        Ascii.IsValid(text)
        && Uri.TryCreate(text, UriKind.Absolute, out var origin)
        && origin.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase);

    // What tells who a user is does not belong in a log of events.
    private static IReadOnlyList<string> ReadHeaders(HoconCursor collector)
    {
        var headers = collector.GetStringList("headers");
        return headers.FirstOrDefault(header => Credentials.Contains(header, StringComparer.OrdinalIgnoreCase)) is { } wrong
            ? throw collector.Fail("headers", $"headers that carry no credentials, none of {string.Join(", ", Credentials)}", wrong)
            : headers;
    }

    // Nodes that all go by the default would take each other's shards.
    private static string ReadId(HoconCursor root, HoconCursor node) => NonEmpty(node, "id") is var id && id == LoneId && root.GetString("mode") == "cluster"
        ? throw node.Fail("id", "a name of this node's own in a cluster, such as n1")
        : id;

    // What a node of the cluster says it does others wait for it to do: without a lake it neither writes one nor has jobs.
    private static List<string> ReadRoles(HoconCursor node, LakeSettings lake)
    {
        var roles = node.GetStringList("roles");
        if (roles.Count == 0 || !roles.All(Roles.Contains))
        {
            throw node.Fail("roles", $"a list of {string.Join(", ", Roles)}");
        }

        var served = roles.Where(role => lake.Folder.Length > 0 || role is not ("lake" or "batch")).ToList();
        return served.Count > 0 ? served : throw node.Fail("roles", "more than lake and batch where there is no lake.path");
    }

    private static string NonEmpty(HoconCursor cursor, string path) =>
        cursor.GetString(path) is { Length: > 0 } text ? text : throw cursor.Fail(path, "a text that is not empty");

    private static string OneOf(HoconCursor cursor, string path, params string[] values) =>
        values.Contains(cursor.GetString(path)) ? cursor.GetString(path) : throw cursor.Fail(path, string.Join(" or ", values));
}
