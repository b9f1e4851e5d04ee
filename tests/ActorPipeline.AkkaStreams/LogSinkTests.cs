using ActorPipeline.Log;
using ActorPipeline.TestKit.Log;
using Akka.Streams;
using Akka.Streams.Dsl;
using Xunit;

namespace ActorPipeline.AkkaStreams.Tests;

public sealed class LogSinkTests : StreamTest
{
    private readonly InMemoryEventLog _memory = new();
    private readonly WatchedLog _log;

    public LogSinkTests() => _log = new WatchedLog(_memory);

    public override async ValueTask InitializeAsync() => await _log.EnsureTopicAsync(Topic, 2, Ended);

    [Fact]
    public async Task All_is_durable_and_in_order_when_the_sink_completes()
    {
        var envelopes = Enumerable.Range(0, 500).Select(i => new LogEnvelope<int>(i % 2, Texts($"{i}"), i));

        await SoonAsync(Source.From(envelopes).RunWith(LogSink.PlainSink<int>(_log, Topic), Materializer));

        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"{2 * i}"), Stored(0));
        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"{(2 * i) + 1}"), Stored(1));
        Assert.Equal(0, _log.OpenWriters);
    }

    [Fact]
    public async Task What_is_durable_is_handed_on_with_its_offset()
    {
        _memory.Append(At(1), Numbers(0, 10));
        LogEnvelope<string>[] envelopes = [new(1, Texts("a", "b"), "first"), new(0, default, "nothing"), new(1, Texts("c"), "second")];

        var appended = await SoonAsync(Source.From(envelopes).Via(LogSink.FlexiFlow<string>(_log, Topic)).RunWith(Sink.Seq<LogAppended<string>>(), Materializer));

        Assert.Equal([new(1, 10, 2, "first"), new(0, -1, 0, "nothing"), new LogAppended<string>(1, 12, 1, "second")], appended);
    }

    [Fact]
    public async Task Not_more_appends_are_under_way_than_allowed()
    {
        var gates = Enumerable.Range(0, 50).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var beyond = new List<int>();
        var released = 0;
        _log.BeforeAppend = number =>
        {
            if (number - Volatile.Read(ref released) > 4)
            {
                beyond.Add(number);
            }

            if (number == 4)
            {
                full.SetResult();
            }

            return gates[number - 1].Task;
        };
        var source = Source.From(Enumerable.Range(0, 50)).Select(i => new LogEnvelope<int>(0, Texts($"{i}"), i));

        var run = source.RunWith(LogSink.PlainSink<int>(_log, Topic, maxInFlight: 4), Materializer);
        await SoonAsync(full.Task);
        foreach (var gate in gates)
        {
            Interlocked.Increment(ref released);
            gate.SetResult();
        }

        await SoonAsync(run);
        Assert.Empty(beyond);
        Assert.Equal(50, _log.Appends);
    }

    [Fact]
    public async Task Results_keep_the_order_of_envelopes_also_when_the_log_answers_out_of_order()
    {
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _log.BeforeAppend = number =>
        {
            if (number == 5)
            {
                last.SetResult();
            }

            return number == 1 ? last.Task : Task.CompletedTask;
        };
        var source = Source.From(Enumerable.Range(0, 5)).Select(i => new LogEnvelope<int>(0, Texts($"{i}"), i));

        var appended = await SoonAsync(source.Via(LogSink.FlexiFlow<int>(_log, Topic)).RunWith(Sink.Seq<LogAppended<int>>(), Materializer));

        Assert.Equal([0, 1, 2, 3, 4], appended.Select(each => each.PassThrough));
    }

    [Fact]
    public async Task The_first_append_that_fails_ends_the_stream_after_those_before_it()
    {
        _log.BeforeAppend = number => number == 3 ? throw new LogWriterFailedException(Topic, "disk full") : Task.CompletedTask;
        var handedOn = new List<int>();

        var run = Source.From(Enumerable.Range(0, 5)).Select(i => new LogEnvelope<int>(0, Texts($"{i}"), i))
            .Via(LogSink.FlexiFlow<int>(_log, Topic))
            .RunForeach(appended => handedOn.Add(appended.PassThrough), Materializer);

        await Assert.ThrowsAsync<LogWriterFailedException>(() => SoonAsync(run));
        Assert.Equal([0, 1], handedOn);
        Assert.Equal(0, _log.OpenWriters);
    }

    [Fact]
    public async Task When_upstream_fails_what_was_under_way_is_handed_on_first()
    {
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _log.BeforeAppend = _ =>
        {
            begun.SetResult();
            return failed.Task;
        };
        var (upstream, downstream) = Source.Queue<LogEnvelope<int>>(4, OverflowStrategy.Backpressure)
            .Via(LogSink.FlexiFlow<int>(_log, Topic))
            .ToMaterialized(Sink.Queue<LogAppended<int>>(), Keep.Both).Run(Materializer);
        await SoonAsync(upstream.OfferAsync(new LogEnvelope<int>(0, Texts("a"), 7), Ended));
        var first = downstream.PullAsync();
        await SoonAsync(begun.Task);

        upstream.Fail(new InvalidOperationException("upstream"));
        failed.SetResult();

        Assert.Equal(7, (await SoonAsync(first)).Value.PassThrough);
        await Assert.ThrowsAsync<InvalidOperationException>(() => SoonAsync(downstream.PullAsync()));
    }

    [Fact]
    public async Task A_stream_that_is_cancelled_closes_its_writer_when_the_log_has_answered()
    {
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _log.BeforeAppend = number =>
        {
            if (number == 2)
            {
                second.SetResult();
            }

            return number == 1 ? second.Task : answer.Task;
        };
        var source = Source.From(Enumerable.Range(0, 5)).Select(i => new LogEnvelope<int>(0, Texts($"{i}"), i));

        await SoonAsync(source.Via(LogSink.FlexiFlow<int>(_log, Topic)).RunWith(Sink.First<LogAppended<int>>(), Materializer));

        Assert.Equal(1, _log.OpenWriters);
        answer.SetResult();
        await SoonAsync(_log.WriterClosed.Task);
        Assert.Equal(0, _log.OpenWriters);
    }

    [Fact]
    public async Task A_topic_that_is_missing_fails_the_stream()
    {
        var run = Source.Single(new LogEnvelope<int>(0, Texts("a"), 0)).RunWith(LogSink.PlainSink<int>(_log, "missing"), Materializer);

        await Assert.ThrowsAsync<EventLogException>(() => SoonAsync(run));
    }

    [Fact]
    public async Task An_offset_is_committed_only_when_its_records_are_durable()
    {
        await _log.EnsureTopicAsync("copy", 1, Ended);
        _memory.Append(At(0), Numbers(0, 1_000));
        _log.BeforeAppend = number => number == 4 ? throw new LogWriterFailedException("copy", "disk full") : Task.CompletedTask;

        var run = LogSource.CommittableSource(_log, "copier", [At(0)], maxBatchBytes: 64)
            .Select(batch => new LogEnvelope<CommittableOffset>(0, batch.Batch.ToNewRecords(), batch.Offset))
            .RunWith(LogSink.CommittableSink(_log, "copy", new CommitterSettings { MaxBatch = 1 }), Materializer);
        await Assert.ThrowsAsync<LogWriterFailedException>(() => SoonAsync(run));

        // Each append is stored before the watching log fails it: one more is there than was answered to.
        Assert.InRange(_log.Commits.Max(commit => commit.Commit.Offset), 1, Stored(0, "copy").Count - 1);
    }

    private List<string> Stored(int partition, string topic = Topic) =>
        [.. _memory.Everything(At(partition, topic)).Select(record => System.Text.Encoding.UTF8.GetString(record.Value.Span))];
}
