using ActorPipeline.Definitions;
using ActorPipeline.Jobs;

namespace ActorPipeline.Node.Settings;

/// <summary>A node's configuration, read and checked. Defaults stand in hocon/reference.conf only.</summary>
internal sealed record NodeOptions
{
    public required string Mode { get; init; }
    public required string DataFolder { get; init; }
    public required string NodeId { get; init; }

    /// <summary>The name or address others reach this node at; empty for where it listens.</summary>
    public required string NodeHost { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Read in every mode, so that what is wrong with it is not found out only when the mode changes.</summary>
    public required ClusterSections Cluster { get; init; }

    public required string Akka { get; init; }
    public required WebOptions Web { get; init; }
    public required ManagementOptions Management { get; init; }

    /// <summary>The most memory that the view store of an embedded node takes, in bytes.</summary>
    public required long StoreBytes { get; init; }

    public required LakeSettings Lake { get; init; }
    public required BatchSettings Batch { get; init; }
    public required ReadOptions Reads { get; init; }
    public required SqlOptions Sql { get; init; }
    public required CollectorOptions Collector { get; init; }
    public required LoggingOptions Logging { get; init; }
    public required DemoOptions Demo { get; init; }
    public required TimeSpan ShutdownTimeout { get; init; }
    public required IReadOnlyList<PipelineDefinition> Pipelines { get; init; }
}

/// <summary>Where the event lake is.</summary>
/// <param name="Folder">Its folder; empty for none.</param>
/// <param name="MemoryBytes">The most memory that events on their way into files take.</param>
internal sealed record LakeSettings(string Folder, long MemoryBytes);

/// <summary>When jobs run.</summary>
internal sealed record BatchSettings(JobSchedule Compact, JobSchedule DropOld, JobSchedule Views, JobSchedule Drift);

internal sealed record ListenerOptions(string Path, string Host, int Port, string Token);

/// <summary>The listener for browsers, trackers and programs.</summary>
internal sealed record WebOptions
{
    public required ListenerOptions Listener { get; init; }
    public required IReadOnlyList<string> AllowedHosts { get; init; }
    public required IReadOnlyList<string> TrustedProxies { get; init; }

    /// <summary>Origins whose pages may read rows and open the live hub, beside this node's own.</summary>
    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    /// <summary>Requests a second one address may send to the API, on average and at once.</summary>
    public required int RequestsPerSecond { get; init; }

    public required int RequestBurst { get; init; }

    /// <summary>The most connections at one moment; fewer where the process may not have as many files open.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>Rows returned when a request names no limit, and the largest limit it may name.</summary>
    public required int DefaultRows { get; init; }

    public required int MaxRows { get; init; }

    /// <summary>The largest limit with <c>open=true</c>: open rows are held in memory before they are sent.</summary>
    public required int MaxOpenRows { get; init; }
}

internal sealed record ManagementOptions
{
    public required ListenerOptions Listener { get; init; }

    /// <summary>Refuses what changes the node or its data; loads of events are no such change.</summary>
    public required bool ReadOnly { get; init; }

    /// <summary>The largest part of a bulk load in bytes.</summary>
    public required int MaxLoadBytes { get; init; }

    public required int MaxDeadLetters { get; init; }

    /// <inheritdoc cref="WebOptions.MaxConnections"/>
    public required int MaxConnections { get; init; }
}

/// <summary>What a client's address becomes in a record.</summary>
internal enum RemoteAddress
{
    Full,
    Masked,
    Off,
}

internal sealed record CollectorOptions
{
    /// <summary>The largest body as sent, and the largest one once decompressed, in bytes.</summary>
    public required int MaxBodyBytes { get; init; }

    public required int MaxExpandedBytes { get; init; }
    public required int MaxEvents { get; init; }

    /// <summary>Bytes of request bodies held at one moment over all requests.</summary>
    public required long MaxBufferedBytes { get; init; }

    public required int MaxConcurrentAppends { get; init; }
    public required TimeSpan RetryAfter { get; init; }
    public required IReadOnlyList<string> Headers { get; init; }
    public required RemoteAddress RemoteAddress { get; init; }

    /// <summary>In the place of an origin: all.</summary>
    public const string AllOrigins = "*";

    /// <summary>Origins whose pages may send events, and read the answers, beside this node's own; or <see cref="AllOrigins"/>.</summary>
    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    /// <summary>Does not count events of clients that ask not to be tracked (DNT, Sec-GPC).</summary>
    public required bool RespectDoNotTrack { get; init; }

    /// <summary>Decodes events before they are taken, so that their sender learns at once; otherwise they become dead letters.</summary>
    public required bool CheckEvents { get; init; }
}

/// <param name="LinesPerSecond">How many lines of one kind are written within a second; 0: all.</param>
internal sealed record LoggingOptions(LogLevel Level, bool Json, int LinesPerSecond);

internal sealed record DemoOptions(bool Enabled, double Rate, int Seed, int Clients, int Pages, TimeSpan DayLength);
