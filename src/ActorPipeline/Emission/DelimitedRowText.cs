using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Views;

namespace ActorPipeline.Emission;

/// <summary>Rows as values with tabs between: window start, fields of key and breakdown as the source orders them, columns. The key is its beginning.</summary>
internal sealed class DelimitedRowText(ViewDefinition view, bool isShared) : RowText(view, isShared)
{
    protected override int WriteValue(int row, int key, ByteWriter target)
    {
        for (var i = 0; i < Batch.Columns.Count; i++)
        {
            target.Byte((byte)'\t');

            // Where there is nothing, the value is empty: no text stands in its place either.
            if (!TryWriteNumber(Batch.Columns[i], row, target) && Batch.Columns[i] is TextColumn texts)
            {
                TabText.Write(texts[row], target);
            }
        }

        return key;
    }
}
