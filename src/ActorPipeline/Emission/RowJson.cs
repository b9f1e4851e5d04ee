using ActorPipeline.Batches;
using ActorPipeline.Views;

namespace ActorPipeline.Emission;

/// <summary>Rows as JSON objects, the one shape that every reader sees: requests, the hub, operators, topics.</summary>
/// <remarks><c>first_event</c> is in unix milliseconds.</remarks>
internal static class RowJson
{
    /// <summary>Writes a row. Those of a batch are written faster by <see cref="JsonRowText"/>, as the same text.</summary>
    public static void Write(Row row, ByteWriter target)
    {
        WriteHead(row.Pipeline, row.View, target);
        WriteTexts(row.Key, target);
        target.Raw("},\"by\":{"u8);
        WriteTexts(row.By, target);
        WriteMiddle(row.Window, target);
        for (var i = 0; i < row.Columns.Count; i++)
        {
            WriteName(row.Columns[i].Key, i, target);
            WriteValue(row.Columns[i].Value, target);
        }

        WriteEnd(row.Layer, row.Exact, row.Revision, target);
    }

    /// <summary>Writes what a row begins with, up to the first field of its key.</summary>
    public static void WriteHead(string pipeline, string view, ByteWriter target)
    {
        target.Raw("{\"pipeline\":"u8);
        JsonText.WriteQuoted(pipeline, target);
        target.Raw(",\"view\":"u8);
        JsonText.WriteQuoted(view, target);
        target.Raw(",\"key\":{"u8);
    }

    /// <summary>Writes what stands between a row's fields and its first column.</summary>
    public static void WriteMiddle(RowWindow window, ByteWriter target)
    {
        target.Raw("},\"window\":{\"start\":\""u8);
        IsoText.Write(window.StartMs, target);
        target.Raw("\",\"end\":\""u8);
        IsoText.Write(window.EndMs, target);
        target.Raw("\",\"first_event\":"u8);
        RowNumber.Write(window.FirstEventMs, target);
        target.Raw("},\"columns\":{"u8);
    }

    /// <summary>Writes what stands behind a row's last column.</summary>
    public static void WriteEnd(RowLayer layer, bool isExact, int revision, ByteWriter target)
    {
        target.Raw("},\"layer\":"u8);
        JsonText.WriteQuoted(layer.Text(), target);
        target.Raw(isExact ? ",\"exact\":true,\"revision\":"u8 : ",\"exact\":false,\"revision\":"u8);
        RowNumber.Write((long)revision, target);
        target.Byte((byte)'}');
    }

    /// <summary>Writes a member's name, and a comma before it where it is not the first one.</summary>
    public static void WriteName(string name, int index, ByteWriter target)
    {
        if (index > 0)
        {
            target.Byte((byte)',');
        }

        JsonText.WriteQuoted(name, target);
        target.Byte((byte)':');
    }

    private static void WriteTexts(IReadOnlyList<KeyValuePair<string, string>> texts, ByteWriter target)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            WriteName(texts[i].Key, i, target);
            JsonText.WriteQuoted(texts[i].Value, target);
        }
    }

    private static void WriteValue(object? value, ByteWriter target)
    {
        if (value is string text)
        {
            JsonText.WriteQuoted(text, target);
        }
        else if (!RowNumber.TryWrite(value, target))
        {
            // Nothing; and JSON has no infinities and no NaN.
            target.Raw("null"u8);
        }
    }
}
