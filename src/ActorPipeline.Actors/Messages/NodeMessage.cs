using System.Text.Json;
using System.Text.Json.Serialization;
using ActorPipeline.Status;

namespace ActorPipeline.Actors.Messages;

/// <summary>What a node tells every other about itself, once an interval and on changes. What an older node does not send has its default.</summary>
internal sealed record NodeMessage
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        RespectNullableAnnotations = true,
    };

    public long Round { get; init; }

    /// <summary>The sender's clock, unix milliseconds; used for nothing but to complain of a wrong one.</summary>
    public long SentMs { get; init; }

    public required NodeProfile Profile { get; init; }
    public NodeReadiness Readiness { get; init; } = new(true, []);
    public IReadOnlyList<WatchedView> Watched { get; init; } = [];
    public IReadOnlyList<PartitionReports> Reports { get; init; } = [];

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

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
    public string Pipeline { get; init; } = "";
    public IReadOnlyList<ShardReport> Shards { get; init; } = [];
    public IReadOnlyList<NumberedIntake> Intakes { get; init; } = [];
}

/// <summary>The intake of a source partition.</summary>
internal sealed record NumberedIntake(int Partition, IntakeReport Report);
