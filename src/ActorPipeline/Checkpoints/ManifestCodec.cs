using ActorPipeline.Batches;
using ActorPipeline.Hashing;
using ActorPipeline.Shards;
using ActorPipeline.Storage;
using ActorPipeline.Windows;

namespace ActorPipeline.Checkpoints;

/// <summary>The stored form of a <see cref="CheckpointManifest"/>: version, body, and the body's Murmur3 checksum. The version is 4 where some view's
/// windows have a zone, else 3.</summary>
internal static class ManifestCodec
{
    private const byte Version = 4;
    private const byte VersionWithoutZones = 3;
    private const byte VersionWithoutLogEpoch = 2;

    // A segment had chunks of its own: no offsets.
    private const byte VersionWithoutOffsets = 1;

    public static ReadOnlyMemory<byte> Write(CheckpointManifest manifest)
    {
        var writer = new ByteWriter();
        var version = manifest.Views.Any(view => view.ForgottenMs is not null) ? Version : VersionWithoutZones;
        writer.Byte(version);
        writer.Varint((ulong)manifest.NextOffset);
        writer.Long(manifest.LogEpoch ?? throw new ArgumentException("a manifest that is written names its log's epoch", nameof(manifest)));
        writer.Long(manifest.AtMs);
        writer.Long(manifest.WatermarkMs);
        manifest.Counters.Write(writer);
        writer.Count(manifest.Partitions.Count);
        foreach (var partition in manifest.Partitions)
        {
            writer.Long(partition.Epoch);
            writer.Long(partition.Through);
            writer.Long(partition.WatermarkMs);
            writer.Byte(partition.IsIdle ? (byte)1 : (byte)0);
        }

        writer.Count(manifest.Views.Count);
        foreach (var view in manifest.Views)
        {
            WriteView(writer, view, version);
        }

        writer.ULong(Murmur3.Hash64(writer.Written.Span));
        return writer.Written.ToArray();
    }

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="FormatException">The bytes are damaged.</exception>
    /// <exception cref="UnknownFormatVersionException">A newer version wrote it.</exception>
    public static CheckpointManifest Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 9 || Murmur3.Hash64(bytes[..^8]) != BitConverter.ToUInt64(bytes[^8..]))
        {
            throw new FormatException("the manifest's checksum does not fit");
        }

        var reader = new ByteReader(bytes[..^8]);
        var version = reader.Byte();
        UnknownFormatVersionException.ThrowUnless(version, Version, "checkpoint manifest", oldest: VersionWithoutOffsets);
        return new CheckpointManifest
        {
            NextOffset = (long)reader.Varint(),
            LogEpoch = version > VersionWithoutLogEpoch ? reader.Long() : null,
            AtMs = reader.Long(),
            WatermarkMs = reader.Long(),
            Counters = ShardCounters.Read(ref reader),
            Partitions = ReadPartitions(ref reader),
            Views = ReadViews(ref reader, version),
        };
    }

    private static void WriteView(ByteWriter writer, ViewManifest view, byte version)
    {
        if (version > VersionWithoutZones)
        {
            writer.Byte(view.ForgottenMs is null ? (byte)0 : (byte)1);
        }

        if (view.ForgottenMs is { } forgotten)
        {
            writer.Long(forgotten);
        }

        writer.Count(view.Windows.Count);
        foreach (var window in view.Windows)
        {
            writer.Long(window.Start);
            writer.Long(window.FirstMs);
            writer.Count(window.Emissions);
            if (window.EndMs is { } end)
            {
                writer.Long(end);
            }
        }

        writer.Count(view.Segments.Count);
        foreach (var segment in view.Segments)
        {
            writer.Long(segment.Pane.Number);
            writer.Count(segment.Pane.Skip);
            writer.Count(segment.Parts.Count);
            foreach (var part in segment.Parts)
            {
                writer.Varint((ulong)part.Id.Epoch);
                writer.Varint((ulong)part.Id.Number);
                writer.Count(part.Offset);
                writer.Count(part.Length);
                writer.ULong(part.Checksum);
                writer.Count(part.Groups);
            }
        }
    }

    private static PartitionState[] ReadPartitions(ref ByteReader reader)
    {
        var partitions = new PartitionState[reader.Count(25)];
        for (var i = 0; i < partitions.Length; i++)
        {
            partitions[i] = new PartitionState(reader.Long(), reader.Long(), reader.Long(), reader.Byte() != 0);
        }

        return partitions;
    }

    private static ViewManifest[] ReadViews(ref ByteReader reader, byte version)
    {
        var views = new ViewManifest[reader.Count(2)];
        for (var i = 0; i < views.Length; i++)
        {
            var isZoned = version > VersionWithoutZones && reader.Byte() != 0;
            long? forgotten = isZoned ? reader.Long() : null;
            views[i] = new ViewManifest(ReadWindows(ref reader, isZoned), ReadSegments(ref reader, version), forgotten);
        }

        return views;
    }

    private static WindowManifest[] ReadWindows(ref ByteReader reader, bool isZoned)
    {
        var windows = new WindowManifest[reader.Count(isZoned ? 25 : 17)];
        for (var i = 0; i < windows.Length; i++)
        {
            windows[i] = new WindowManifest(reader.Long(), reader.Long(), reader.Count(), isZoned ? reader.Long() : null);
        }

        return windows;
    }

    private static SegmentManifest[] ReadSegments(ref ByteReader reader, byte version)
    {
        var segments = new SegmentManifest[reader.Count(10)];
        for (var i = 0; i < segments.Length; i++)
        {
            var pane = new PaneKey(reader.Long(), reader.Count());
            var parts = new ChunkPart[reader.Count(12)];
            for (var part = 0; part < parts.Length; part++)
            {
                var id = new ChunkId((long)reader.Varint(), (long)reader.Varint());
                var offset = version == VersionWithoutOffsets ? 0 : (int)reader.Varint();
                parts[part] = new ChunkPart(id, offset, (int)reader.Varint(), reader.ULong(), reader.Count());
            }

            segments[i] = new SegmentManifest(pane, parts);
        }

        return segments;
    }
}
