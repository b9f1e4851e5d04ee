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
        .. view.KeyNames.Select((name, index) => BeforeText(name, index, target => RowJson.WriteHead(pipeline, view.Name, target))),
        .. view.ByNames.Select((name, index) => BeforeText(name, index, target => target.Raw("\"},\"by\":{"u8))),
    ];

    private readonly byte[][] _beforeColumns = [.. view.Columns.Select((column, index) => Written(target => RowJson.WriteName(column.Name, index, target)))];
    private byte[] _middle = [];
    private byte[] _end = [];
    private byte[] _inexactEnd = [];

    protected override void BeginValues(RowBatch batch)
    {
        for (var i = 0; i < _texts.Length; i++)
        {
            _texts[i] = i < batch.Keys.Count ? batch.Keys[i] : batch.By[i - batch.Keys.Count];
            _isPlain[i] = JsonText.IsPlain(_texts[i]);
        }

        _middle = Written(target =>
        {
            target.Raw(batch.By.Count > 0 ? "\""u8 : "\"},\"by\":{"u8);
            RowJson.WriteMiddle(batch.Window, target);
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

        target.Raw<byte>(_middle);
        for (var i = 0; i < Batch.Columns.Count; i++)
        {
            target.Raw<byte>(_beforeColumns[i]);
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

    private static byte[] BeforeText(string name, int index, Action<ByteWriter> writeFront) => Written(target =>
    {
        if (index == 0)
        {
            writeFront(target);
        }
        else
        {
            target.Byte((byte)'"');
        }

        RowJson.WriteName(name, index, target);
        target.Byte((byte)'"');
    });

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
