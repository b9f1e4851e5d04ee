using System.Text;
using ActorPipeline.Batches;
using ActorPipeline.Definitions;
using ActorPipeline.Views;

namespace ActorPipeline.Emission;

/// <summary>Writes rows of one view as records. Allocates nothing per row. Reused; one thread at a time.</summary>
internal abstract class RowText(ViewDefinition view, bool isShared)
{
    private readonly byte[] _name = isShared ? Encoding.UTF8.GetBytes($"{view.Name}\t") : [];
    private readonly RowFields _fields = new(view);
    private byte[] _head = [];

    protected RowBatch Batch { get; private set; } = null!;

    public static RowText Of(PipelineDefinition pipeline, ViewDefinition view, RowTopics topics) => topics.Format == RowTextFormat.Json
        ? new JsonRowText(pipeline.Name, view, topics.AreShared)
        : new DelimitedRowText(view, topics.AreShared);

    public void Begin(RowBatch batch)
    {
        Batch = batch;
        _head = [.. _name, .. Encoding.ASCII.GetBytes(IsoText.Of(batch.Window.StartMs)), (byte)'\t'];
        _fields.Begin(batch);
        BeginValues(batch);
    }

    /// <summary>Writes a row. Returns where its key and its value lie in what has been written.</summary>
    public Slice Write(int row, ByteWriter target)
    {
        var start = target.Length;
        target.Raw<byte>(_head);
        _fields.Write(row, target);
        var keyEnd = target.Length;
        var value = WriteValue(row, start, target);
        return new Slice(start, keyEnd, value, target.Length);
    }

    /// <summary>Writes a number of a row; nothing, and returns false, where it has no finite one.</summary>
    protected static bool TryWriteNumber(RowColumn column, int row, ByteWriter target)
    {
        if (!column.HasValue(row))
        {
            return false;
        }

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

    protected virtual void BeginValues(RowBatch batch)
    {
    }

    protected abstract int WriteValue(int row, int key, ByteWriter target);
}
