using System.Globalization;
using System.Text;
using ActorPipeline.Actors.Streams;
using ActorPipeline.Log;
using ActorPipeline.TestKit;
using ActorPipeline.TestKit.Log;
using Akka.Streams.Dsl;
using Xunit;

namespace ActorPipeline.Streams.Tests;

public sealed class DeadLetterReplayTests : StreamTest
{
    private const string DeadLetters = "dead-letters";
    private readonly VirtualTimeProvider _time = new();
    private readonly InMemoryEventLog _memory = new();
    private readonly WatchedLog _log;

    public DeadLetterReplayTests() => _log = new WatchedLog(_memory);

    public override async ValueTask InitializeAsync()
    {
        await _log.EnsureTopicAsync(Topic, 2, Ended);
        await _log.EnsureTopicAsync(DeadLetters, 1, Ended);
    }

    [Fact]
    public async Task Bytes_come_back_to_their_partition_in_order_with_the_time_of_the_replay()
    {
        Keep(("a", 0, 3), ("b", 1, 7), ("c", 0, 5), ("\u00ff", 1, 9));
        _time.Advance(TimeSpan.FromHours(1));

        var counts = await ReplayAsync(All);

        Assert.Equal(new DeadLetterReplayed(4, 0, 0, 4), counts);
        Assert.Equal(["a", "c"], Replayed(0));
        Assert.Equal(["b", "\u00ff"], Replayed(1));
        Assert.All(_memory.Everything(At(0)), record =>
            Assert.Equal((_time.GetUtcNow().ToUnixTimeMilliseconds(), true), (record.TimestampMs, record.Headers.IsEmpty)));
    }

    [Fact]
    public async Task A_letter_that_was_kept_twice_is_replayed_once()
    {
        Keep(("a", 0, 3), ("b", 0, 4), ("a", 0, 3), ("other", 1, 3), ("b", 0, 4));

        var counts = await ReplayAsync(All);

        Assert.Equal(new DeadLetterReplayed(3, 2, 0, 5), counts);
        Assert.Equal(5, counts.Read);
        Assert.Equal(["a", "b"], Replayed(0));
        Assert.Equal(["other"], Replayed(1));
    }

    [Fact]
    public async Task Repeats_are_known_over_batches()
    {
        var letters = Enumerable.Range(0, 3_000).Select(i => (new string('x', 500) + i, i % 2, (long)i)).ToArray();
        Keep([.. letters, .. letters]);

        var counts = await ReplayAsync(All);

        Assert.Equal(new DeadLetterReplayed(3_000, 3_000, 0, 6_000), counts);
        Assert.Equal(letters.Where(letter => letter.Item2 == 1).Select(letter => letter.Item1), Replayed(1));
    }

    [Fact]
    public async Task Only_the_range_that_was_asked_for_is_replayed()
    {
        Keep(("a", 0, 0), ("b", 0, 1), ("c", 0, 2));

        var counts = await ReplayAsync(LogSubscription.Range(At(0, DeadLetters), 1, 2));

        Assert.Equal(new DeadLetterReplayed(1, 0, 0, 2), counts);
        Assert.Equal(["b"], Replayed(0));
    }

    [Fact]
    public async Task What_fails_again_is_not_replayed_again()
    {
        Keep(("a", 0, 0), ("b", 0, 1));
        _memory.Appended = (partition, offset, records) =>
        {
            if (partition.Topic == Topic)
            {
                Keep([.. records.Select((record, i) => (Encoding.UTF8.GetString(record.Value.Span), 0, offset + i + 100))]);
            }
        };

        var counts = await ReplayAsync(All);

        Assert.Equal(2, counts.Replayed);
        Assert.Equal(4, _memory.Everything(At(0, DeadLetters)).Count);
    }

    [Fact]
    public async Task Records_that_are_no_dead_letters_are_counted_and_left_out()
    {
        Keep(("a", 0, 0));
        _memory.Append(
            At(0, DeadLetters),
            new NewRecord("stranger"u8.ToArray(), 1),
            new NewRecord("broken"u8.ToArray(), 1, RecordHeaders.Encode(("ap-topic", Topic), ("ap-partition", "-1"), ("ap-offset", "1"))),
            new NewRecord("broken"u8.ToArray(), 1, RecordHeaders.Encode(("ap-topic", Topic), ("ap-partition", "1"), ("ap-offset", "one"))));

        Assert.Equal(new DeadLetterReplayed(1, 0, 3, 4), await ReplayAsync(All));
        Assert.Equal(["a"], Replayed(0));
    }

    [Fact]
    public async Task Nothing_to_replay_is_no_failure() => Assert.Equal(DeadLetterReplayed.None, await ReplayAsync(All));

    [Fact]
    public async Task A_second_replay_of_the_same_range_appends_once_more()
    {
        Keep(("a", 0, 0), ("a", 0, 0));

        await ReplayAsync(All);
        await ReplayAsync(All);

        Assert.Equal(["a", "a"], Replayed(0));
    }

    [Fact]
    public async Task A_replay_that_fails_has_said_how_far_everything_is_durable()
    {
        Keep([.. Enumerable.Range(0, 1_000).Select(i => (new string('x', 500) + i, 0, (long)i))]);
        _log.BeforeAppend = number => number == 4 ? throw new LogWriterFailedException(Topic, "disk full") : Task.CompletedTask;
        var progress = new List<DeadLetterReplayed>();

        var run = DeadLetterReplay.Progress(_log, All, Topic, 2, _time).RunForeach(progress.Add, Materializer);
        await Assert.ThrowsAsync<LogWriterFailedException>(() => SoonAsync(run));

        // One letter a record: what is accounted for is what was replayed.
        var last = progress[^1];
        Assert.InRange(last.Through, 1, 999);
        Assert.Equal(last.Through, last.Replayed);
        _log.BeforeAppend = _ => Task.CompletedTask;
        var rest = await ReplayAsync(LogSubscription.Range(At(0, DeadLetters), last.Through, 1_000));
        Assert.Equal(1_000, last.Replayed + rest.Replayed);
        Assert.Equal(1_000, Replayed(0).Distinct().Count());
    }

    [Fact]
    public void A_replay_without_an_end_is_refused() => Assert.Throws<ArgumentException>(
        () => DeadLetterReplay.Graph(_log, LogSubscription.Live(At(0, DeadLetters), StartingOffset.Earliest), Topic, 2, _time));

    private static LogSubscription All => new(At(0, DeadLetters), StartingOffset.Earliest, EndingOffset.Latest);

    // As the intake keeps them.
    private void Keep(params (string Text, int Partition, long Offset)[] letters) => _memory.Append(
        At(0, DeadLetters),
        [.. letters.Select(letter => new NewRecord(
            Encoding.UTF8.GetBytes(letter.Text),
            1,
            RecordHeaders.Encode(
                ("ap-topic", Topic),
                ("ap-partition", letter.Partition.ToString(CultureInfo.InvariantCulture)),
                ("ap-offset", letter.Offset.ToString(CultureInfo.InvariantCulture)),
                ("ap-reason", "json: unexpected end"),
                ("ap-time", "1485352947000"))))]);

    private Task<DeadLetterReplayed> ReplayAsync(LogSubscription letters) =>
        SoonAsync(DeadLetterReplay.Graph(_log, letters, Topic, 2, _time).Run(Materializer).Completion);

    private List<string> Replayed(int partition) => [.. _memory.Everything(At(partition)).Select(record => Encoding.UTF8.GetString(record.Value.Span))];
}
