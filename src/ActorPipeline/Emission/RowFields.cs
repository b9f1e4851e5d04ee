using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Views;

namespace ActorPipeline.Emission;

/// <summary>Writes a row's fields of key and breakdown in the order the source declares them, with tabs between. One thread at a time.</summary>
internal sealed class RowFields
{
    private readonly int[] _order;
    private readonly TextColumn[] _columns;
    private readonly bool[] _isPlain;

    public RowFields(ViewDefinition view)
    {
        int[] fields = [.. view.KeyFields, .. view.ByFields];
        _order = [.. Enumerable.Range(0, fields.Length).OrderBy(place => fields[place])];
        _columns = new TextColumn[fields.Length];
        _isPlain = new bool[fields.Length];
    }

    public void Begin(RowBatch batch)
    {
        for (var i = 0; i < _order.Length; i++)
        {
            var place = _order[i];
            _columns[i] = place < batch.Keys.Count ? batch.Keys[place] : batch.By[place - batch.Keys.Count];
            _isPlain[i] = TabText.IsPlain(_columns[i]);
        }
    }

    public void Write(int row, ByteWriter target)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            if (i > 0)
            {
                target.Byte((byte)'\t');
            }

            var text = _columns[i][row];
            if (_isPlain[i])
            {
                target.Raw(text);
            }
            else
            {
                TabText.Write(text, target);
            }
        }
    }
}
