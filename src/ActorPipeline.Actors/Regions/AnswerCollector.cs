using System.Buffers;
using ActorPipeline.Actors.Messages;
using ActorPipeline.Asking;
using ActorPipeline.Batches;
using Akka.Actor;

namespace ActorPipeline.Actors.Regions;

/// <summary>Receives one answer, whole or in parts, and ends. Holds at most <see cref="AnswerPiece.MaxAnswer"/> bytes.</summary>
internal sealed class AnswerCollector : ReceiveActor
{
    private readonly TaskCompletionSource<object?> _answer;
    private readonly ArrayBufferWriter<byte> _parts = new();
    private int _next;

    /// <summary>Makes a collector.</summary>
    /// <param name="answer">Gets the answer; null when none came in time.</param>
    /// <param name="patience">How long to wait for the answer, and for each of its parts.</param>
    public AnswerCollector(TaskCompletionSource<object?> answer, TimeSpan patience)
    {
        _answer = answer;
        SetReceiveTimeout(patience);
        Receive<AnswerPiece>(Take);
        Receive<ReceiveTimeout>(_ => End(null));
        Receive<Answer>(End);
        Receive<NotReady>(End);
    }

    /// <inheritdoc/>
    protected override void PostStop() => _answer.TrySetResult(null);

    private void Take(AnswerPiece piece)
    {
        if (piece.Index != _next)
        {
            // A part was lost with the connection: the question is asked again.
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
            return QuestionCodec.ReadAnswer(ref reader);
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
