using System.Text.Json;
using System.Text.Json.Serialization;
using ActorPipeline.Batches;

namespace ActorPipeline.Cluster;

/// <summary>What a record of the cluster's topic is.</summary>
internal enum ClusterRecordKind : byte
{
    /// <summary>JSON: <see cref="Cluster.Announcement"/>.</summary>
    Announcement = 1,

    /// <summary>JSON: <see cref="PartitionReports"/>.</summary>
    Reports = 2,

    /// <summary><see cref="QuestionRecord"/>.</summary>
    Question = 3,

    /// <summary><see cref="AnswerRecord"/>.</summary>
    Answer = 4,
}

/// <summary>The form of records on the cluster's topic: a version, a kind, a body.</summary>
/// <remarks>Nodes of different versions share the topic: unknown versions and kinds are skipped, unknown members of JSON and bytes after a known body are ignored.</remarks>
internal static class ClusterRecord
{
    /// <summary>The version written, and the only one read.</summary>
    public const byte Version = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    /// <summary>Writes an announcement.</summary>
    public static byte[] Write(Announcement announcement) => WriteJson(ClusterRecordKind.Announcement, announcement);

    /// <summary>Writes reports.</summary>
    public static byte[] Write(PartitionReports reports) => WriteJson(ClusterRecordKind.Reports, reports);

    /// <summary>Begins a record of bytes.</summary>
    public static ByteWriter Begin(ClusterRecordKind kind)
    {
        var writer = new ByteWriter();
        writer.Byte(Version);
        writer.Byte((byte)kind);
        return writer;
    }

    /// <summary>Reads a record.</summary>
    /// <returns>An announcement, reports, a question or an answer; null for what this version does not know.</returns>
    /// <exception cref="FormatException">It is damaged.</exception>
    public static object? Read(ReadOnlySpan<byte> record)
    {
        if (record.Length < 2 || record[0] != Version)
        {
            return null;
        }

        var body = record[2..];
        return (ClusterRecordKind)record[1] switch
        {
            ClusterRecordKind.Announcement => ReadJson<Announcement>(body),
            ClusterRecordKind.Reports => ReadJson<PartitionReports>(body),
            ClusterRecordKind.Question => QuestionRecord.Read(body),
            ClusterRecordKind.Answer => AnswerRecord.Read(body),
            _ => null,
        };
    }

    private static byte[] WriteJson<T>(ClusterRecordKind kind, T value) => [Version, (byte)kind, .. JsonSerializer.SerializeToUtf8Bytes(value, Json)];

    private static T? ReadJson<T>(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, Json);
        }
        catch (JsonException damaged)
        {
            throw new FormatException($"a {typeof(T).Name} that is no JSON as expected: {damaged.Message}", damaged);
        }
    }
}
