using ActorPipeline.Batches;
using ActorPipeline.Emission;

namespace ActorPipeline.Lake.Sql;

/// <summary>Values of a result, which DuckDB gives as texts, in JSON and CSV.</summary>
internal static class SqlValueText
{
    public static void WriteJson(SqlValueKind kind, ReadOnlySpan<byte> text, ByteWriter target)
    {
        if (kind is SqlValueKind.Raw or SqlValueKind.Nested || (kind is SqlValueKind.Real && IsFinite(text)))
        {
            target.Raw(text);
            return;
        }

        if (kind == SqlValueKind.Decimal)
        {
            WriteDecimal(text, target);
            return;
        }

        target.Byte((byte)'"');
        if (kind == SqlValueKind.Time)
        {
            WriteTime(text, target);
        }
        else
        {
            JsonText.Write(text, target);
        }

        target.Byte((byte)'"');
    }

    public static void WriteCsv(SqlValueKind kind, ReadOnlySpan<byte> text, ByteWriter target)
    {
        switch (kind)
        {
            case SqlValueKind.Raw or SqlValueKind.Real:
                target.Raw(text);
                break;
            case SqlValueKind.Decimal:
                WriteDecimal(text, target);
                break;
            case SqlValueKind.Time:
                WriteTime(text, target);
                break;
            default:
                WriteCsv(text, target);
                break;
        }
    }

    /// <summary>A text as a cell: an empty one has quotes, which tell it from nothing.</summary>
    public static void WriteCsv(ReadOnlySpan<byte> text, ByteWriter target)
    {
        if (!text.IsEmpty && !text.ContainsAny(",\"\r\n"u8))
        {
            target.Raw(text);
            return;
        }

        target.Byte((byte)'"');
        while (text.IndexOf((byte)'"') is >= 0 and var quote)
        {
            target.Raw(text[..(quote + 1)]);
            target.Byte((byte)'"');
            text = text[(quote + 1)..];
        }

        target.Raw(text);
        target.Byte((byte)'"');
    }

    private static void WriteDecimal(ReadOnlySpan<byte> text, ByteWriter target) =>
        target.Raw(text.Contains((byte)'.') ? text.TrimEnd((byte)'0').TrimEnd((byte)'.') : text);

    // 2015-05-17 10:05:03.5; also infinity, and times before our era, which stay as they are.
    private static void WriteTime(ReadOnlySpan<byte> text, ByteWriter target)
    {
        var space = text.IndexOf((byte)' ');
        if (space < 0 || text[^1] == (byte)')')
        {
            target.Raw(text);
            return;
        }

        target.Raw(text[..space]);
        target.Byte((byte)'T');
        target.Raw(text[(space + 1)..]);
        target.Byte((byte)'Z');
    }

    // The others are nan, inf and -inf.
    private static bool IsFinite(ReadOnlySpan<byte> text) => !text.Contains((byte)'n');
}
