using System.Buffers;
using ActorPipeline.Actors.Messages;
using ActorPipeline.Asking;
using ActorPipeline.Batches;
using Akka.Actor;

namespace ActorPipeline.Actors.Regions;

/// <summary>Receives one answer, whole or in parts, and ends. Holds up to twice <see cref="AnswerPiece.MaxAnswer"/> bytes, as its buffer grows by
/// doubling.</summary>
internal sealed class AnswerCollector : ReceiveActor
{
    private readonly TaskCompletionSource<object?> _answer;
    private readonly ArrayBufferWriter<byte> _parts = new();
    private int _next;
    private int _count;

    public AnswerCollector(TaskCompletionSource<object?> answer, TimeSpan patience)
    {
        _answer = answer;
        SetReceiveTimeout(patience);
        Receive<AnswerPiece>(Take);
        Receive<ReceiveTimeout>(_ => End(null));
        Receive<Answer>(End);
        Receive<NotReady>(End);
    }

    protected override void PostStop() => _answer.TrySetResult(null);

    private void Take(AnswerPiece piece)
    {
        _count = _next == 0 ? piece.Count : _count;
        if (piece.Index != _next || piece.Count != _count || piece.Index >= piece.Count)
        {
            // A part was lost with the connection, or is not of this answer: the question is asked again.
            End(null);
            return;
        }

        if (_parts.WrittenCount + piece.Bytes.Length > AnswerPiece.MaxAnswer)
        {
            End(new Failed($"the answer has more than {AnswerPiece.MaxAnswer} bytes: ask for fewer rows"));
            return;
        }

        _next++;
        _parts.Write(piece.Bytes.Span);
        if (_next == piece.Count)
        {
            End(ReadAnswer(_parts.WrittenSpan));
        }
    }

    private static Answer ReadAnswer(ReadOnlySpan<byte> parts)
    {
        try
        {
            var reader = new ByteReader(parts);
            var answer = QuestionCodec.ReadAnswer(ref reader);
            return reader.AtEnd ? answer : new Failed($"the answer of {parts.Length} bytes is damaged: it goes on after its end");
        }
        catch (FormatException damaged)
        {
            return new Failed($"the answer of {parts.Length} bytes is damaged: {damaged.Message}");
        }
    }

    private void End(object? answer)
    {
        _answer.TrySetResult(answer);
        Context.Stop(Self);
    }
}
