using ActorPipeline.Kernel;

namespace ActorPipeline.Cluster;

/// <summary>The questions of this node that wait for an answer of another one. One caller at a time.</summary>
/// <remarks>At most <see cref="ClusterBusOptions.MaxQuestions"/>, and <see cref="ClusterBusOptions.MaxAnswerBytes"/> of answers that are not whole yet.</remarks>
internal sealed class PendingQuestions(string self, ClusterBusOptions options, TimeProvider time)
{
    private readonly Dictionary<long, Pending> _pending = [];
    private long _lastId;
    private long _held;

    /// <summary>How many wait.</summary>
    public int Count => _pending.Count;

    /// <summary>Takes on a question.</summary>
    /// <param name="ask">The question.</param>
    /// <param name="asker">Who gets the answer.</param>
    /// <returns>The record to send; null when too many wait already.</returns>
    public byte[]? Add(AskOthers ask, IActorRef asker)
    {
        if (_pending.Count == options.MaxQuestions)
        {
            return null;
        }

        var now = time.GetTimestamp();
        var pending = new Pending { Asker = asker, Body = RemoteCodec.Write(ask.Partition, ask.Question), AskedAt = now, SentAt = now };
        _pending.Add(++_lastId, pending);
        return Record(_lastId, pending);
    }

    /// <summary>Takes in a piece of an answer; hands the answer over when it is whole.</summary>
    public void Take(AnswerRecord piece)
    {
        if (piece.Asker != self || !_pending.TryGetValue(piece.Id, out var pending) || !Accept(pending, piece))
        {
            return;
        }

        if (pending.Pieces.Count == piece.Pieces)
        {
            Remove(piece.Id);
            pending.Asker.Tell(new Asked(Read(pending.Pieces)));
        }
    }

    /// <summary>Gives up what has waited long enough.</summary>
    /// <returns>The records of questions to send once more: a question or its answer may have been lost, or nobody served the partition yet.</returns>
    public List<byte[]> Repeat()
    {
        var again = new List<byte[]>();
        foreach (var (id, pending) in _pending.ToList())
        {
            if (time.GetElapsedTime(pending.AskedAt) >= options.AnswerWithin)
            {
                Remove(id);
                pending.Asker.Tell(new Asked(null));
            }
            else if (time.GetElapsedTime(pending.SentAt) >= options.RepeatAfter)
            {
                Drop(pending);
                pending.SentAt = time.GetTimestamp();
                again.Add(Record(id, pending));
            }
        }

        return again;
    }

    // Pieces come in order; those of a second answer, or after a gap, are left alone until the question is repeated.
    private bool Accept(Pending pending, AnswerRecord piece)
    {
        if (piece.Piece == 0 && pending.Pieces.Count == 0)
        {
            pending.Answer = (piece.Answerer, piece.Attempt);
        }

        if (pending.Answer != (piece.Answerer, piece.Attempt) || piece.Piece != pending.Pieces.Count || _held + piece.Body.Length > options.MaxAnswerBytes)
        {
            return false;
        }

        pending.Pieces.Add(piece.Body);
        pending.Held += piece.Body.Length;
        _held += piece.Body.Length;

        // An answer of many pieces that is on its way need not be asked for again.
        pending.SentAt = time.GetTimestamp();
        return true;
    }

    private static Answer Read(List<ReadOnlyMemory<byte>> pieces)
    {
        try
        {
            return RemoteCodec.ReadAnswer(Whole(pieces).Span);
        }
        catch (FormatException unreadable)
        {
            return new Failed($"another node's answer cannot be read here: {unreadable.Message}");
        }
    }

    private static ReadOnlyMemory<byte> Whole(List<ReadOnlyMemory<byte>> pieces)
    {
        if (pieces.Count == 1)
        {
            return pieces[0];
        }

        var whole = new byte[pieces.Sum(piece => piece.Length)];
        var at = 0;
        foreach (var piece in pieces)
        {
            piece.CopyTo(whole.AsMemory(at));
            at += piece.Length;
        }

        return whole;
    }

    private byte[] Record(long id, Pending pending) =>
        new QuestionRecord(id, self, (long)(options.AnswerWithin - time.GetElapsedTime(pending.AskedAt)).TotalMilliseconds, pending.Body).Write();

    private void Remove(long id)
    {
        if (_pending.Remove(id, out var pending))
        {
            _held -= pending.Held;
        }
    }

    private void Drop(Pending pending)
    {
        _held -= pending.Held;
        pending.Held = 0;
        pending.Pieces.Clear();
    }

    private sealed class Pending
    {
        public required IActorRef Asker { get; init; }

        public required byte[] Body { get; init; }

        public required long AskedAt { get; init; }

        public required long SentAt { get; set; }

        public (string Answerer, long Attempt) Answer { get; set; }

        public List<ReadOnlyMemory<byte>> Pieces { get; } = [];

        public long Held { get; set; }
    }
}

/// <summary>Asks whichever node serves a partition, or one node: replied to with an <see cref="Asked"/>.</summary>
/// <param name="Partition">The partition; of no meaning for a question to a node.</param>
/// <param name="Question">The question.</param>
internal sealed record AskOthers(PlacedPartition Partition, Question Question);

/// <summary>What came of asking others.</summary>
/// <param name="Answer">The answer; null when none came.</param>
internal sealed record Asked(Answer? Answer);
