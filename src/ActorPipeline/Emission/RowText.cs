using System.Text;
using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Views;

namespace ActorPipeline.Emission;

/// <summary>Writes rows of one view as records. Allocates nothing per row. Reused; one thread at a time.</summary>
internal abstract class RowText
{
    private readonly byte[] _name;
    private readonly RowFields _fields;
    private byte[] _head = [];

    /// <summary>Makes the writer of a view's rows.</summary>
    /// <param name="view">The view.</param>
    /// <param name="isShared">Whether other views' rows go to the same topic.</param>
    protected RowText(ViewDefinition view, bool isShared)
    {
        _name = isShared ? Encoding.UTF8.GetBytes($"{view.Name}\t") : [];
        _fields = new RowFields(view);
    }

    /// <summary>The batch whose rows are written.</summary>
    protected RowBatch Batch { get; private set; } = null!;

    /// <summary>The writer of a view's rows.</summary>
    public static RowText Of(PipelineDefinition pipeline, ViewDefinition view, RowTopics topics) => topics.Format == RowTextFormat.Json
        ? new JsonRowText(pipeline.Name, view, topics.AreShared)
        : new DelimitedRowText(view, topics.AreShared);

    /// <summary>Begins with the rows of a batch of the view.</summary>
    public void Begin(RowBatch batch)
    {
        Batch = batch;
        _head = [.. _name, .. RowTime.Of(batch.Window.StartMs), (byte)'\t'];
        _fields.Begin(batch);
        BeginValues(batch);
    }

    /// <summary>Writes a row.</summary>
    /// <param name="row">Its place in the batch.</param>
    /// <param name="target">Where to.</param>
    /// <returns>Where its key and its value lie in what has been written.</returns>
    public Slice Write(int row, ByteWriter target)
    {
        var start = target.Length;
        target.Raw<byte>(_head);
        _fields.Write(row, target);
        var keyEnd = target.Length;
        var value = WriteValue(row, start, target);
        return new Slice(start, keyEnd, value, target.Length);
    }

    /// <summary>Writes a number of a row.</summary>
    /// <param name="column">The column.</param>
    /// <param name="row">The row.</param>
    /// <param name="target">Where to.</param>
    /// <returns>False when the row has no finite number there, and nothing was written.</returns>
    protected static bool TryWriteNumber(RowColumn column, int row, ByteWriter target)
    {
        switch (column)
        {
            case WholeNumberColumn numbers:
                RowNumber.Write(numbers.Values[row], target);
                return true;
            case FixedPointColumn numbers:
                RowNumber.Write(numbers.Values[row], target);
                return true;
            case RealColumn numbers when double.IsFinite(numbers.Values[row]):
                RowNumber.Write(numbers.Values[row], target);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Looks at what all rows of the batch share.</summary>
    protected abstract void BeginValues(RowBatch batch);

    /// <summary>Writes a row's value after its key.</summary>
    /// <param name="row">The row.</param>
    /// <param name="key">Where its key begins.</param>
    /// <param name="target">Where to.</param>
    /// <returns>Where the value begins.</returns>
    protected abstract int WriteValue(int row, int key, ByteWriter target);
}
