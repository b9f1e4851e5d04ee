namespace ActorPipeline.Kafka.Settings;

/// <summary>Where Kafka is and how it is used. Immutable.</summary>
public sealed record KafkaLogOptions
{
    /// <summary>Brokers to begin with: <c>host:port</c>, separated by commas.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>What brokers know this program as, in their logs and quotas.</summary>
    public string ClientId { get; init; } = "actorpipeline";

    /// <summary>Begins the name of the one topic that the log keeps for itself, <c>&lt;prefix&gt;topics</c>. Other names are taken as given.</summary>
    public string TopicPrefix { get; init; } = "ap.";

    /// <summary>Copies of a topic that the log creates; 0: three, or as many as there are brokers.</summary>
    public int ReplicationFactor { get; init; }

    /// <summary>Settings of topics that the log creates, such as <c>retention.ms</c>; they go before the log's own.</summary>
    public IReadOnlyDictionary<string, string> TopicSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>Handed to librdkafka as they are: <c>security.protocol</c> and so on. What the log's promises rest on is refused.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>Why a setting of librdkafka cannot be given, in words that follow its name; null for one that can.</summary>
    /// <param name="property">Its name, such as <c>acks</c>.</param>
    public static string? WhyRefused(string property) => KafkaSettings.WhyRefused(property);

    /// <summary>The largest record in bytes, with its headers: topics that the log creates allow as much. Default 8 MiB.</summary>
    public int MaxRecordBytes { get; init; } = 8 << 20;

    /// <summary>Bytes of records that may wait in one topic's writers for their acknowledgement; later appends wait for a place. Default 16 MiB.</summary>
    public int WriteBufferBytes { get; init; } = 16 << 20;

    /// <summary>Bytes that may wait in memory for one reader; answers under way come on top. Default 2 MiB: more leaves the caches before it is read.</summary>
    public int ReadBufferBytes { get; init; } = 2 << 20;

    /// <summary>How long an append is tried; a writer with one that is older breaks.</summary>
    public TimeSpan DeliveryTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long any other request is tried.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
