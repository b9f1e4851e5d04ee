using System.Text;
using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Views;

namespace ActorPipeline.Emission;

/// <summary>Rows of batches as <see cref="RowJson"/> writes them. What rows have in common is written once and copied.</summary>
internal sealed class JsonRowText(string pipeline, ViewDefinition view, bool isShared) : RowText(view, isShared)
{
    private readonly TextColumn[] _texts = new TextColumn[view.KeyNames.Count + view.ByNames.Count];
    private readonly bool[] _isPlain = new bool[view.KeyNames.Count + view.ByNames.Count];
    private readonly byte[][] _beforeTexts =
    [
        .. view.KeyNames.Select((name, index) => Written(target =>
        {
            if (index == 0)
            {
                RowJson.WriteHead(pipeline, view.Name, target);
            }

            WriteBeforeText(name, index == 0 ? "" : "\",", target);
        })),
        .. view.ByNames.Select((name, index) => Written(target => WriteBeforeText(name, index == 0 ? "\"},\"by\":{" : "\",", target))),
    ];

    private readonly byte[][] _beforeColumns = [.. view.Columns.Select(column => Written(target => WriteBeforeColumn(",", column.Name, target)))];
    private byte[] _beforeFirstColumn = [];
    private byte[] _end = [];
    private byte[] _inexactEnd = [];

    protected override void BeginValues(RowBatch batch)
    {
        for (var i = 0; i < _texts.Length; i++)
        {
            _texts[i] = i < batch.Keys.Count ? batch.Keys[i] : batch.By[i - batch.Keys.Count];
            _isPlain[i] = JsonText.IsPlain(_texts[i]);
        }

        _beforeFirstColumn = Written(target =>
        {
            target.Raw(batch.By.Count > 0 ? "\""u8 : "\"},\"by\":{"u8);
            RowJson.WriteMiddle(batch.Window, target);
            WriteBeforeColumn("", batch.View.Columns[0].Name, target);
        });
        _end = Written(target => RowJson.WriteEnd(batch.Layer, isExact: true, batch.Revision, target));
        _inexactEnd = Written(target => RowJson.WriteEnd(batch.Layer, isExact: false, batch.Revision, target));
    }

    protected override int WriteValue(int row, int key, ByteWriter target)
    {
        var start = target.Length;
        for (var i = 0; i < _texts.Length; i++)
        {
            target.Raw<byte>(_beforeTexts[i]);
            WriteText(_texts[i][row], _isPlain[i], target);
        }

        for (var i = 0; i < Batch.Columns.Count; i++)
        {
            target.Raw<byte>(i == 0 ? _beforeFirstColumn : _beforeColumns[i]);
            Write(Batch.Columns[i], row, target);
        }

        target.Raw<byte>(Batch.Exact[row] ? _end : _inexactEnd);
        return start;
    }

    private static byte[] Written(Action<ByteWriter> write)
    {
        var target = new ByteWriter();
        write(target);
        return target.Written.ToArray();
    }

    private static void WriteBeforeText(string name, string before, ByteWriter target)
    {
        WriteBeforeColumn(before, name, target);
        target.Byte((byte)'"');
    }

    private static void WriteBeforeColumn(string before, string name, ByteWriter target)
    {
        target.Raw<byte>(Encoding.ASCII.GetBytes(before));
        JsonText.WriteQuoted(name, target);
        target.Byte((byte)':');
    }

    private static void WriteText(ReadOnlySpan<byte> text, bool isPlain, ByteWriter target)
    {
        if (isPlain)
        {
            target.Raw(text);
        }
        else
        {
            JsonText.Write(text, target);
        }
    }

    private static void Write(RowColumn column, int row, ByteWriter target)
    {
        if (TryWriteNumber(column, row, target))
        {
            return;
        }

        if (column is TextColumn texts && texts.HasValue(row))
        {
            target.Byte((byte)'"');
            JsonText.Write(texts[row], target);
            target.Byte((byte)'"');
        }
        else
        {
            // Nothing; and JSON has no infinities and no NaN.
            target.Raw("null"u8);
        }
    }
}
