using ActorPipeline.Batches;
using ActorPipeline.Pipelines;
using ActorPipeline.Views;

namespace ActorPipeline.Cluster;

/// <summary>What a record of the topic of live rows is.</summary>
internal enum LiveRecordKind : byte
{
    /// <summary>Closed rows.</summary>
    Rows = 1,

    /// <summary>Rows of the view were not sent: who watches it reads anew.</summary>
    Gap = 2,
}

/// <summary>What every record of the topic of live rows begins with.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Instance">The process that sent it.</param>
/// <param name="View">The view it is about.</param>
/// <param name="Length">Bytes of the head.</param>
internal readonly record struct LiveRecordHead(LiveRecordKind Kind, string Instance, WatchedView View, int Length);

/// <summary>The form of records on the topic of live rows: a version, a kind, the sender, the view, and rows.</summary>
internal static class LiveRecord
{
    /// <summary>The version written, and the only one read.</summary>
    public const byte Version = 1;

    /// <summary>Writes rows.</summary>
    public static ReadOnlyMemory<byte> WriteRows(string instance, RowBatch batch)
    {
        var writer = Begin(LiveRecordKind.Rows, instance, new WatchedView(batch.Pipeline, batch.View.Name));
        RowBatchCodec.Write(writer, batch);
        return writer.Written;
    }

    /// <summary>Writes that rows were not sent.</summary>
    public static ReadOnlyMemory<byte> WriteGap(string instance, WatchedView view) => Begin(LiveRecordKind.Gap, instance, view).Written;

    /// <summary>Reads what a record begins with.</summary>
    /// <returns>The head; null for a version that is not known here.</returns>
    /// <exception cref="FormatException">It is damaged.</exception>
    public static LiveRecordHead? ReadHead(ReadOnlySpan<byte> record)
    {
        if (record.Length < 2 || record[0] != Version)
        {
            return null;
        }

        var reader = new ByteReader(record[1..]);
        var kind = (LiveRecordKind)reader.Byte();
        if (kind is not (LiveRecordKind.Rows or LiveRecordKind.Gap))
        {
            return null;
        }

        var (instance, pipeline, view) = (RemoteCodec.Text(ref reader), RemoteCodec.Text(ref reader), RemoteCodec.Text(ref reader));
        return new LiveRecordHead(kind, instance, new WatchedView(pipeline, view), reader.Position + 1);
    }

    /// <summary>Reads the rows of a record.</summary>
    /// <exception cref="FormatException">It is damaged, or its view is of another definition here.</exception>
    public static RowBatch ReadRows(ReadOnlySpan<byte> record, LiveRecordHead head, Func<WatchedView, ViewDefinition?> find)
    {
        var reader = new ByteReader(record[head.Length..]);
        return RowBatchCodec.Read(ref reader, find);
    }

    private static ByteWriter Begin(LiveRecordKind kind, string instance, WatchedView view)
    {
        var writer = new ByteWriter();
        writer.Byte(Version);
        writer.Byte((byte)kind);
        RemoteCodec.Text(writer, instance);
        RemoteCodec.Text(writer, view.Pipeline);
        RemoteCodec.Text(writer, view.View);
        return writer;
    }
}
