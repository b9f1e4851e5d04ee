using ActorPipeline.Actors.Messages;
using ActorPipeline.Actors.Regions;
using ActorPipeline.Actors.Tests.Harness;
using ActorPipeline.Asking;
using ActorPipeline.Views;
using Akka.Actor;
using Xunit;

namespace ActorPipeline.Actors.Tests.Regions;

public sealed class AnswerCollectorTests : ActorTest
{
    private static readonly OpenRows Large = new([.. Enumerable.Range(0, 20_000).Select(row => new Row(
        "site", "pages", [KeyValuePair.Create("page", $"/{row:d30}")], [], new RowWindow(0, 1, 0), [new("visits", 1L)], RowLayer.Open, true, 0))]);

    private readonly TaskCompletionSource<object?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public void A_large_answer_is_cut_into_pieces_of_which_none_is_larger_than_256_KiB()
    {
        var bytes = QuestionCodec.Write(Large);
        var pieces = AnswerPiece.Cut(bytes).ToList();
        Assert.True(pieces.Count > 3);
        Assert.All(pieces[..^1], piece => Assert.Equal(256 << 10, piece.Bytes.Length));
        Assert.Equal(Enumerable.Range(0, pieces.Count).Select(index => (index, pieces.Count)), pieces.Select(piece => (piece.Index, piece.Count)));
        Assert.Equal(bytes.ToArray(), pieces.SelectMany(piece => piece.Bytes.ToArray()));
        Assert.Equal(0, Assert.Single(AnswerPiece.Cut(default)).Bytes.Length);
    }

    [Fact]
    public async Task An_answer_that_comes_whole_is_the_answer()
    {
        Start().Tell(new LastWindowEnd(7));
        Assert.Equal(new LastWindowEnd(7), await _answer.Task);
        await ExpectMsgAsync<Terminated>(cancellationToken: Limit);
    }

    [Fact]
    public async Task Pieces_are_joined()
    {
        var collector = Start();
        foreach (var piece in AnswerPiece.Cut(QuestionCodec.Write(Large)))
        {
            collector.Tell(piece);
        }

        var rows = Assert.IsType<OpenRows>(await _answer.Task).Rows;
        Assert.Equal(Large.Rows.Select(row => row.Key.Single()), rows.Select(row => row.Key.Single()));
        await ExpectMsgAsync<Terminated>(cancellationToken: Limit);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0, 2)]
    [InlineData(0, 0)]
    [InlineData(0, 1, 1)]
    public async Task A_piece_that_is_lost_or_comes_twice_ends_the_wait_so_that_the_question_is_asked_again(params int[] order)
    {
        var pieces = AnswerPiece.Cut(QuestionCodec.Write(Large)).ToList();
        var collector = Start();
        foreach (var index in order)
        {
            collector.Tell(pieces[index]);
        }

        Assert.Null(await _answer.Task);
        await ExpectMsgAsync<Terminated>(cancellationToken: Limit);
    }

    [Fact]
    public async Task Pieces_that_are_no_answer_together_are_a_failure_that_says_so()
    {
        Start().Tell(new AnswerPiece(0, 1, new byte[] { 99 }));
        Assert.Equal("the answer of 1 bytes is damaged: an answer of unknown kind 99", Assert.IsType<Failed>(await _answer.Task).Reason);
        await ExpectMsgAsync<Terminated>(cancellationToken: Limit);
    }

    [Fact]
    public async Task More_than_it_may_hold_is_a_failure_that_says_so()
    {
        var collector = Start();
        var half = new byte[(AnswerPiece.MaxAnswer / 2) + 1];
        collector.Tell(new AnswerPiece(0, 2, half));
        collector.Tell(new AnswerPiece(1, 2, half));
        Assert.Equal("the answer has more than 67108864 bytes: ask for fewer rows", Assert.IsType<Failed>(await _answer.Task).Reason);
    }

    [Fact]
    public async Task Nothing_that_comes_in_time_is_no_answer()
    {
        Start(TimeSpan.FromMilliseconds(1));
        Assert.Null(await _answer.Task);
        await ExpectMsgAsync<Terminated>(cancellationToken: Limit);
    }

    [Fact]
    public async Task A_wait_that_is_given_up_is_no_answer()
    {
        Start().Tell(PoisonPill.Instance);
        Assert.Null(await _answer.Task);
    }

    private IActorRef Start(TimeSpan? patience = null)
    {
        var (answer, wait) = (_answer, patience ?? TimeSpan.FromMinutes(1));
        return Watch(Sys.ActorOf(Props.Create(() => new AnswerCollector(answer, wait))));
    }
}
