using System.Text.Json;
using System.Text.Json.Serialization;
using ActorPipeline.Status;

namespace ActorPipeline.Actors.Messages;

/// <summary>What a node tells every other about itself, once an interval and on changes. Members that an older node does not send have their defaults.</summary>
internal sealed record NodeMessage
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        RespectNullableAnnotations = true,
    };

    /// <summary>Number of the message, from 1.</summary>
    public long Round { get; init; }

    /// <summary>The sender's clock, unix milliseconds; used for nothing but to complain of a wrong one.</summary>
    public long SentMs { get; init; }

    /// <summary>What does not change.</summary>
    public required NodeProfile Profile { get; init; }

    /// <summary>Whether it can do its work.</summary>
    public NodeReadiness Readiness { get; init; } = new(true, []);

    /// <summary>The views that its dashboards watch.</summary>
    public IReadOnlyList<WatchedView> Watched { get; init; } = [];

    /// <summary>What it serves, by pipeline.</summary>
    public IReadOnlyList<PartitionReports> Reports { get; init; } = [];

    /// <summary>Writes the message.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    public static NodeMessage Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<NodeMessage>(bytes, Json) ?? throw new FormatException("a node's message that is empty");
        }
        catch (JsonException damaged)
        {
            throw new FormatException($"a node's message that is no JSON as expected: {damaged.Message}", damaged);
        }
    }
}

/// <summary>What a node serves of one pipeline.</summary>
internal sealed record PartitionReports
{
    /// <summary>The pipeline.</summary>
    public string Pipeline { get; init; } = "";

    /// <summary>Shards.</summary>
    public IReadOnlyList<ShardReport> Shards { get; init; } = [];

    /// <summary>Source partitions.</summary>
    public IReadOnlyList<NumberedIntake> Intakes { get; init; } = [];
}

/// <summary>The intake of a source partition.</summary>
/// <param name="Partition">The partition's number.</param>
/// <param name="Report">What it shows.</param>
internal sealed record NumberedIntake(int Partition, IntakeReport Report);
