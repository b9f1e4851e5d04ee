using System.Text;
using ActorPipeline.Batches;

namespace ActorPipeline.Cluster;

/// <summary>A question to whichever node serves a partition, or to one node.</summary>
/// <param name="Id">Number of the question, unique within its asker.</param>
/// <param name="Asker">The asking process.</param>
/// <param name="LifetimeMs">How long the asker goes on waiting from here: a span, since clocks differ.</param>
/// <param name="Body">What is asked, to be read by <see cref="RemoteCodec"/>.</param>
internal sealed record QuestionRecord(long Id, string Asker, long LifetimeMs, byte[] Body)
{
    /// <summary>Writes the record.</summary>
    public byte[] Write()
    {
        var writer = ClusterRecord.Begin(ClusterRecordKind.Question);
        writer.Long(Id);
        writer.Bytes(Encoding.UTF8.GetBytes(Asker));
        writer.Long(LifetimeMs);
        writer.Bytes(Body);
        return writer.Written.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote after version and kind.</summary>
    public static QuestionRecord Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        return new QuestionRecord(reader.Long(), Encoding.UTF8.GetString(reader.Bytes()), reader.Long(), reader.Bytes().ToArray());
    }
}

/// <summary>A piece of an answer.</summary>
/// <param name="Id">Number of the question.</param>
/// <param name="Asker">Who asked.</param>
/// <param name="Answerer">The answering process.</param>
/// <param name="Attempt">Number of the answer, unique within its answerer: pieces of two answers to one question are never mixed.</param>
/// <param name="Piece">Number of the piece, from 0.</param>
/// <param name="Pieces">How many there are.</param>
/// <param name="Body">Its bytes; all pieces together are read by <see cref="RemoteCodec"/>.</param>
internal sealed record AnswerRecord(long Id, string Asker, string Answerer, long Attempt, int Piece, int Pieces, ReadOnlyMemory<byte> Body)
{
    /// <summary>Writes the record.</summary>
    public byte[] Write()
    {
        var writer = ClusterRecord.Begin(ClusterRecordKind.Answer);
        writer.Long(Id);
        writer.Bytes(Encoding.UTF8.GetBytes(Asker));
        writer.Bytes(Encoding.UTF8.GetBytes(Answerer));
        writer.Long(Attempt);
        writer.Count(Piece);
        writer.Count(Pieces);
        writer.Bytes(Body.Span);
        return writer.Written.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote after version and kind.</summary>
    public static AnswerRecord Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        return new AnswerRecord(
            reader.Long(), Encoding.UTF8.GetString(reader.Bytes()), Encoding.UTF8.GetString(reader.Bytes()), reader.Long(), reader.Count(), reader.Count(), reader.Bytes().ToArray());
    }
}
