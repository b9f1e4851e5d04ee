using System.Globalization;
using System.Text;
using ActorPipeline.Batches;
using ActorPipeline.Views;

namespace ActorPipeline.Emission;

/// <summary>Rows as JSON objects, the one shape that every reader sees: requests, the hub, operators, topics.</summary>
/// <remarks><c>first_event</c> is in unix milliseconds.</remarks>
internal static class RowJson
{
    /// <summary>What a row begins with, up to the first field of its key.</summary>
    public static string Head(string pipeline, string view) => $"{{\"pipeline\":{JsonText.Quote(pipeline)},\"view\":{JsonText.Quote(view)},\"key\":{{";

    /// <summary>What stands between a row's fields and its first column.</summary>
    public static string Middle(RowWindow window) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""},"window":{"start":"{{IsoText.Of(window.StartMs)}}","end":"{{IsoText.Of(window.EndMs)}}","first_event":{{window.FirstEventMs}}},"columns":{""");

    /// <summary>What stands behind a row's last column.</summary>
    public static string End(RowLayer layer, bool isExact, int revision) => string.Create(
        CultureInfo.InvariantCulture, $$"""},"layer":"{{layer.Text()}}","exact":{{(isExact ? "true" : "false")}},"revision":{{revision}}}""");

    /// <summary>Writes a row. Those of a batch are written faster by <see cref="JsonRowText"/>, as the same text.</summary>
    public static void Write(Row row, ByteWriter target)
    {
        Write(Head(row.Pipeline, row.View), target);
        WriteTexts(row.Key, target);
        target.Raw("},\"by\":{"u8);
        WriteTexts(row.By, target);
        Write(Middle(row.Window), target);
        for (var i = 0; i < row.Columns.Count; i++)
        {
            WriteName(row.Columns[i].Key, i, target);
            WriteValue(row.Columns[i].Value, target);
        }

        Write(End(row.Layer, row.Exact, row.Revision), target);
    }

    private static void Write(string json, ByteWriter target)
    {
        var space = target.Space(Encoding.UTF8.GetMaxByteCount(json.Length));
        target.Advance(Encoding.UTF8.GetBytes(json, space));
    }

    private static void WriteTexts(IReadOnlyList<KeyValuePair<string, string>> texts, ByteWriter target)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            WriteName(texts[i].Key, i, target);
            JsonText.WriteQuoted(texts[i].Value, target);
        }
    }

    private static void WriteName(string name, int index, ByteWriter target)
    {
        if (index > 0)
        {
            target.Byte((byte)',');
        }

        JsonText.WriteQuoted(name, target);
        target.Byte((byte)':');
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
