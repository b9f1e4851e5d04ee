using ActorPipeline.Cluster;
using ActorPipeline.Views;
using Xunit;

namespace ActorPipeline.Tests.Cluster;

public sealed class RemoteQuestionTests
{
    private readonly TestCluster _cluster = new();

    public static TheoryData<Question> Questions =>
    [
        new AwaitCommitted(17),
        new GetLastWindowEnd(),
        new Flush(long.MinValue),
        new WakeUp(),
        new AwaitApplied(0),
    ];

    [Theory]
    [MemberData(nameof(Questions))]
    public void A_question_reaches_the_node_that_serves_its_partition_as_it_was_asked(Question question)
    {
        var (asker, other) = (_cluster.Start("n1"), _cluster.Start("n2"));
        var listener = Serve(other, _ => new LastWindowEnd(42));

        Assert.Equal(new LastWindowEnd(42), _cluster.AnswerTo(asker, question, 0.5));
        Assert.Equal((TestCluster.Shard, question), listener.Last);
        Assert.Equal(1, listener.Asked);
    }

    [Fact]
    public void A_query_for_open_rows_and_the_rows_arrive_whole()
    {
        var (asker, other) = (_cluster.Start("n1"), _cluster.Start("n2"));
        KeyValuePair<string, string>[] where = [new("topic", "Action"), new("page", "Amélie")];
        var asked = new GetOpenRows("page-visitors", where, 5, null, 3, null, "visits", int.MaxValue);
        var row = new Row(
            "films", "page-visitors", where, [new("client", "")], new RowWindow(0, 120_000, 17), [new("a", 1L), new("b", 1.5m), new("c", double.NaN), new("d", "text")], "open", false, 3);
        var listener = Serve(other, _ => new OpenRows([row, row with { Window = new RowWindow(60_000, 180_000, long.MaxValue) }]));

        var answer = Assert.IsType<OpenRows>(_cluster.AnswerTo(asker, asked, 0.5));

        Assert.Equivalent(asked, listener.Last.Question, strict: true);
        Assert.Equal(2, answer.Rows.Count);
        Assert.Equivalent(row, answer.Rows[0], strict: true);
        Assert.Equal(long.MaxValue, answer.Rows[1].Window.FirstEventMs);
        Assert.Equal(1.5m, answer.Rows[0].Columns[1].Value);
    }

    [Fact]
    public void An_answer_larger_than_a_record_comes_in_pieces()
    {
        var (asker, other) = (_cluster.Start("n1"), _cluster.Start("n2", change: options => options with { MaxRecordBytes = 100 }));
        Serve(other, _ => new OpenRows(Rows(200)));
        Assert.Equal(200, Assert.IsType<OpenRows>(_cluster.AnswerTo(asker, new WakeUp(), 5)).Rows.Count);
    }

    [Fact]
    public void An_answer_larger_than_may_be_is_a_failure_that_says_so()
    {
        var (asker, other) = (_cluster.Start("n1"), _cluster.Start("n2", change: options => options with { MaxAnswerBytes = 5_000 }));
        Serve(other, _ => new OpenRows(Rows(200)));
        var failed = Assert.IsType<Failed>(_cluster.AnswerTo(asker, new WakeUp(), 1));
        Assert.Contains("at most 5000 can be sent: ask for fewer rows", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_comes_back_with_its_reason()
    {
        var (asker, other) = (_cluster.Start("n1"), _cluster.Start("n2"));
        Serve(other, _ => new Failed("the store is full"));
        Assert.Equal(new Failed("the store is full"), _cluster.AnswerTo(asker, new WakeUp(), 0.5));
    }

    [Fact]
    public void A_question_that_nobody_answers_is_asked_again_until_somebody_serves_the_partition()
    {
        var (asker, other) = (_cluster.Start("n1"), _cluster.Start("n2"));
        var isServed = false;
        var listener = Serve(other, _ => isServed ? Done.Instance : null);
        var asked = _cluster.Ask(asker, new WakeUp());
        _cluster.Advance(4.5);
        Assert.False(asked.IsCompleted);
        Assert.InRange(listener.Asked, 4, 5);
        isServed = true;
        _cluster.Advance(1.1);
        Assert.True(asked.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_question_that_nobody_answers_at_all_ends_without_an_answer()
    {
        var asker = _cluster.Start("n1");
        var asked = _cluster.Ask(asker, new WakeUp());
        _cluster.Advance(9);
        Assert.False(asked.IsCompleted);
        Assert.Null(_cluster.AnswerTo(asker, new WakeUp(), 12));
        Assert.True(asked.IsCompletedSuccessfully);
    }

    [Fact]
    public void An_answer_that_is_lost_is_asked_for_again()
    {
        var (asker, other) = (_cluster.Start("n1"), _cluster.Start("n2"));
        var lost = 0;
        other.Log.Loses = record => record.Span[1] == (byte)ClusterRecordKind.Answer && lost++ == 0;
        var listener = Serve(other, _ => Done.Instance);
        Assert.Same(Done.Instance, _cluster.AnswerTo(asker, new WakeUp(), 3));
        Assert.Equal((2, 2), (listener.Asked, lost));
    }

    [Fact]
    public void A_piece_that_is_lost_loses_the_answer_and_never_mixes_two()
    {
        var (asker, other) = (_cluster.Start("n1"), _cluster.Start("n2", change: options => options with { MaxRecordBytes = 300 }));
        var pieces = 0;
        other.Log.Loses = record => record.Span[1] == (byte)ClusterRecordKind.Answer && ++pieces == 3;
        var answers = 0;
        Serve(other, _ => new OpenRows(Rows(50 + answers++)));
        Assert.Equal(51, Assert.IsType<OpenRows>(_cluster.AnswerTo(asker, new WakeUp(), 5)).Rows.Count);
    }

    [Fact]
    public void A_question_repeated_while_it_is_worked_on_is_worked_on_once()
    {
        var (asker, other) = (_cluster.Start("n1"), _cluster.Start("n2"));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var listener = Serve(other, _ => Done.Instance);
        listener.Gate = gate.Task;
        var asked = _cluster.Ask(asker, new WakeUp());
        _cluster.Advance(5);
        gate.SetResult();
        _cluster.Until(() => asked.IsCompletedSuccessfully, 1);
        Assert.Equal(1, listener.Asked);
    }

    [Fact]
    public void More_questions_than_may_wait_get_no_answer_at_once()
    {
        var asker = _cluster.Start("n1", change: options => options with { MaxQuestions = 2 });
        var asked = new[] { _cluster.Ask(asker, new WakeUp()), _cluster.Ask(asker, new WakeUp()), _cluster.Ask(asker, new WakeUp()) };
        _cluster.Advance(0.1);
        Assert.Equal(1, asked.Count(task => task.IsCompleted));
    }

    [Fact]
    public void A_node_that_yields_answers_nothing()
    {
        var (asker, elder) = (_cluster.Start("n1"), _cluster.Start("n2"));
        var younger = _cluster.Start("n2");
        _cluster.Advance(2);
        var (right, wrong) = (Serve(elder, _ => null), Serve(younger, _ => Done.Instance));
        _cluster.Ask(asker, new WakeUp());
        _cluster.Advance(2);
        Assert.True(right.Asked > 0);
        Assert.Equal(0, wrong.Asked);
    }

    [Fact]
    public void A_node_is_told_to_leave_by_another_or_says_why_it_does_not()
    {
        var (first, second, third) = (_cluster.Start("n1"), _cluster.Start("n2"), _cluster.Start("n3"));
        _cluster.Advance(1);
        var told = 0;
        second.Bus.Describe(second.Bus.Self.Profile, () => new NodeReadiness(true, []), () => told++ == 0 ? null : "it is read-only");
        _cluster.Advance(0.1);
        Assert.Null(Leave(first, first.Members[1]));
        Assert.Equal("it is read-only", Leave(first, first.Members[1]));
        Assert.Equal("this node is not told to leave by others", Leave(first, first.Members[2]));
        third.Crash();
        Assert.Equal("ap://n3@127.0.0.1:9003 does not answer", Leave(first, first.Members[2]));
        Assert.Equal(2, told);
    }

    private string? Leave(BusNode node, MemberSeen member)
    {
        var asked = _cluster.Scheduler.Start(() => node.Bus.TellToLeaveAsync(member, TestContext.Current.CancellationToken));
        _cluster.Until(() => asked.IsCompleted, 12);
        return asked.GetAwaiter().GetResult();
    }

    private static Listener Serve(BusNode node, Func<Question, Answer?> answer)
    {
        var listener = new Listener(answer);
        node.Bus.Register(BusNode.Pipeline.Name, listener);
        return listener;
    }

    private static List<Row> Rows(int count) =>
        [.. Enumerable.Range(0, count).Select(row => new Row("films", "page-visitors", [new("page", $"page {row}")], [], new RowWindow(0, 1, 2), [new("visits", (long)row)], "open", true, 0))];
}
