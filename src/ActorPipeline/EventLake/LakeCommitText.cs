using System.Text.Json;
using ActorPipeline.Batches;

namespace ActorPipeline.EventLake;

/// <summary>A <see cref="LakeCommit"/> as a JSON document, in the pointer that claims it and in its manifest.</summary>
internal static class LakeCommitText
{
    private const int Version = 1;

    public static ReadOnlyMemory<byte> Write(LakeCommit commit) => VersionedJson.Write(Version, json =>
    {
        json.WriteString("lake", commit.Lake);
        json.WriteNumber("partition", commit.Span.Partition);
        json.WriteNumber("source_epoch", commit.Span.SourceEpoch);
        json.WriteNumber("from", commit.Span.From);
        json.WriteNumber("to", commit.Span.To);
        json.WriteNumber("epoch", commit.Epoch);
        json.WriteStartArray("files");
        foreach (var file in commit.Files)
        {
            json.WriteStartObject();
            json.WriteString("hour", file.Hour.ToString());
            json.WriteNumber("rows", file.Rows);
            json.WriteNumber("bytes", file.Bytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>Reads a commit.</summary>
    /// <exception cref="FormatException">The bytes are no commit.</exception>
    /// <exception cref="UnknownFormatVersionException">A newer version wrote it.</exception>
    public static LakeCommit Read(ReadOnlyMemory<byte> bytes) => VersionedJson.Read(bytes, "lake commit", Version, (root, _) =>
    {
        var span = new LakeSpan(
            root.GetProperty("partition").GetInt32(),
            root.GetProperty("source_epoch").GetInt64(),
            root.GetProperty("from").GetInt64(),
            root.GetProperty("to").GetInt64());
        var files = root.GetProperty("files").EnumerateArray().Select(ReadFile).ToList();
        return new LakeCommit(root.GetProperty("lake").GetString()!, span, root.GetProperty("epoch").GetInt64(), files);
    });

    private static LakeFile ReadFile(JsonElement file) =>
        new(LakeHour.Parse(file.GetProperty("hour").GetString()!), file.GetProperty("rows").GetInt64(), file.GetProperty("bytes").GetInt64());
}
