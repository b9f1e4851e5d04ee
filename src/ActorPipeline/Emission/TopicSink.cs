using ActorPipeline.Definitions;
using ActorPipeline.Log;
using ActorPipeline.Views;

namespace ActorPipeline.Emission;

/// <summary>Rows go to topics of the event log: one record a row, in the partition that has the number of the rows' shard.</summary>
/// <remarks>A write that failed is repeated whole, with new writers: rows are delivered at least once, and in the order of their revisions as long as one owner
/// writes. Memory is bounded by <see cref="MostUnderWay"/> batches in their written form.</remarks>
internal sealed class TopicSink(PipelineDefinition pipeline, RowTopics topics, IEventLog log, TimeProvider time) : IRowSink
{
    // One is written while the log takes the other.
    private const int MostUnderWay = 2;

    private readonly Dictionary<string, ViewTopic> _topics = pipeline.Views.ToDictionary(
        view => view.Name, view => new ViewTopic(pipeline.RowTopicOf(view), RowText.Of(pipeline, view, topics)), StringComparer.Ordinal);

    private readonly Dictionary<string, ILogWriter> _writers = [];
    private readonly Stack<RowRecords> _free = new(Enumerable.Range(0, MostUnderWay).Select(_ => new RowRecords()));
    private readonly Queue<(Task Append, RowRecords Records)> _underWay = new();

    public string Name => "a topic of rows";

    public async Task WriteAsync(IReadOnlyList<RowBatch> rows, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var batch in rows)
            {
                await WaitBelowAsync(MostUnderWay);
                cancellationToken.ThrowIfCancellationRequested();
                await BeginAsync(batch, cancellationToken);
            }

            await WaitBelowAsync(1);
        }
        catch
        {
            await GiveUpAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        var writers = _writers.Values.ToList();
        _writers.Clear();
        foreach (var writer in writers)
        {
            await writer.DisposeAsync();
        }
    }

    private async Task BeginAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        var topic = _topics[batch.View.Name];
        if (!_writers.TryGetValue(topic.Name, out var writer))
        {
            writer = await log.OpenCurrentWriterAsync(topic.Name, pipeline.Shards, cancellationToken);
            _writers.Add(topic.Name, writer);
        }

        var records = _free.Pop();
        records.Fill(batch, topic.Text, time.GetUtcNow().ToUnixTimeMilliseconds());
        _underWay.Enqueue((writer.AppendAsync(batch.Shard, records.Records, cancellationToken).AsTask(), records));
    }

    private async Task WaitBelowAsync(int batches)
    {
        while (_underWay.Count >= batches)
        {
            await _underWay.Peek().Append;
            _free.Push(_underWay.Dequeue().Records);
        }
    }

    // What is still under way reads its records: they are used again only when it has ended, however it ends.
    private async Task GiveUpAsync()
    {
        while (_underWay.TryDequeue(out var append))
        {
            await append.Append.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            _free.Push(append.Records);
        }

        await DisposeAsync();
    }

    private sealed record ViewTopic(string Name, RowText Text);
}
