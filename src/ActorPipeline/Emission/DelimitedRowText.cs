using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Views;

namespace ActorPipeline.Emission;

/// <summary>Rows as values with tabs between: window start, fields of key and breakdown in the order the source declares them, columns. The key is its beginning.</summary>
internal sealed class DelimitedRowText(ViewDefinition view, bool isShared) : RowText(view, isShared)
{
    protected override void BeginValues(RowBatch batch)
    {
    }

    protected override int WriteValue(int row, int key, ByteWriter target)
    {
        for (var i = 0; i < Batch.Columns.Count; i++)
        {
            target.Byte((byte)'\t');
            Write(Batch.Columns[i], row, target);
        }

        return key;
    }

    // The mean of nothing is an empty value.
    private static void Write(RowColumn column, int row, ByteWriter target)
    {
        if (!TryWriteNumber(column, row, target) && column is TextColumn texts)
        {
            TabText.Write(texts[row], target);
        }
    }
}
