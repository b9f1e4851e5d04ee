namespace ActorPipeline.Actors.Messages;

/// <summary>A part of an answer to another node: large ones are cut, since what exceeds a frame is dropped and heartbeats share the connection.</summary>
/// <param name="Index">The part's number, from 0. Parts come in order.</param>
internal sealed record AnswerPiece(int Index, int Count, ReadOnlyMemory<byte> Bytes)
{
    public const int Size = 256 << 10;

    /// <summary>The largest answer that is sent: the asker holds it whole.</summary>
    public const int MaxAnswer = 64 << 20;

    public static IEnumerable<AnswerPiece> Cut(ReadOnlyMemory<byte> answer)
    {
        var count = Math.Max(1, (answer.Length + Size - 1) / Size);
        return Enumerable.Range(0, count).Select(index => new AnswerPiece(index, count, answer[(index * Size)..Math.Min(answer.Length, (index + 1) * Size)]));
    }
}
