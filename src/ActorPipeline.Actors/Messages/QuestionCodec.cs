using System.Text;
using ActorPipeline.Asking;
using ActorPipeline.Batches;
using ActorPipeline.Views;

namespace ActorPipeline.Actors.Messages;

/// <summary>The bytes of questions to other nodes and of their answers.</summary>
internal static class QuestionCodec
{
    private enum QuestionKind : byte
    {
        AwaitCommitted = 1,
        WakeUp = 4,
        AwaitApplied = 5,
        GetOpenRows = 6,
        GetEntity = 8,
        Flush = 9,
        AwaitLake = 10,
        RunJob = 11,
        PauseJobs = 12,
    }

    private enum AnswerKind : byte
    {
        Done = 1,
        LastWindowEnd = 2,
        OpenRows = 3,
        Failed = 4,
        EntityFound = 5,
    }

    /// <exception cref="NotSupportedException">It is of a kind that this codec does not know.</exception>
    public static void Write(ByteWriter writer, Question question)
    {
        switch (question)
        {
            case AwaitCommitted wait:
                Begin(writer, QuestionKind.AwaitCommitted).Long(wait.Offset);
                break;
            case Flush flush:
                Begin(writer, QuestionKind.Flush).Long(flush.Offset);
                writer.Long(flush.WatermarkMs);
                break;
            case WakeUp:
                Begin(writer, QuestionKind.WakeUp);
                break;
            case AwaitApplied wait:
                Begin(writer, QuestionKind.AwaitApplied).Long(wait.Offset);
                break;
            case AwaitLake wait:
                Begin(writer, QuestionKind.AwaitLake).Long(wait.Offset);
                break;
            case RunJob run:
                Write(Begin(writer, QuestionKind.RunJob), [run.Job, run.Id]);
                break;
            case PauseJobs pause:
                Begin(writer, QuestionKind.PauseJobs).Byte(pause.IsPaused ? (byte)1 : (byte)0);
                break;
            case GetOpenRows rows:
                WriteQuery(Begin(writer, QuestionKind.GetOpenRows), rows);
                break;
            case GetEntity entity:
                Write(Begin(writer, QuestionKind.GetEntity), [entity.View, .. entity.Key]);
                break;
            default:
                throw new NotSupportedException($"{question} has no form in which it goes to other nodes");
        }
    }

    /// <summary>Reads a question; null for one of a version to come.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    public static Question? ReadQuestion(ref ByteReader reader) => (QuestionKind)reader.Byte() switch
    {
        QuestionKind.AwaitCommitted => new AwaitCommitted(reader.Long()),
        QuestionKind.Flush => new Flush(reader.Long(), reader.Long()),
        QuestionKind.WakeUp => new WakeUp(),
        QuestionKind.AwaitApplied => new AwaitApplied(reader.Long()),
        QuestionKind.AwaitLake => new AwaitLake(reader.Long()),
        QuestionKind.RunJob => ReadTexts(ref reader) is [var job, var id] ? new RunJob(job, id) : throw new FormatException("a run without a job and an id"),
        QuestionKind.PauseJobs => new PauseJobs(reader.Byte() != 0),
        QuestionKind.GetOpenRows => ReadQuery(ref reader),
        QuestionKind.GetEntity => ReadTexts(ref reader) is [var view, .. var key]
            ? new GetEntity(view, key)
            : throw new FormatException("a question for an entity without a view"),
        _ => null,
    };

    /// <exception cref="NotSupportedException">It is of a kind that this codec does not know.</exception>
    public static ReadOnlyMemory<byte> Write(Answer answer)
    {
        var writer = new ByteWriter();
        switch (answer)
        {
            case Done:
                writer.Byte((byte)AnswerKind.Done);
                break;
            case LastWindowEnd end:
                writer.Byte((byte)AnswerKind.LastWindowEnd);
                writer.Long(end.EndMs);
                break;
            case OpenRows open:
                writer.Byte((byte)AnswerKind.OpenRows);
                RowCodec.Write(writer, open.Rows);
                break;
            case EntityFound found:
                writer.Byte((byte)AnswerKind.EntityFound);
                WriteEntity(writer, found);
                break;
            case Failed failed:
                writer.Byte((byte)AnswerKind.Failed);
                Text(writer, failed.Reason);
                break;
            default:
                throw new NotSupportedException($"{answer} has no form in which it goes to other nodes");
        }

        return writer.Written;
    }

    /// <exception cref="FormatException">It is damaged, or of a version to come.</exception>
    public static Answer ReadAnswer(ref ByteReader reader)
    {
        var kind = (AnswerKind)reader.Byte();
        return kind switch
        {
            AnswerKind.Done => Done.Instance,
            AnswerKind.LastWindowEnd => new LastWindowEnd(reader.Long()),
            AnswerKind.OpenRows => new OpenRows(RowCodec.Read(ref reader)),
            AnswerKind.EntityFound => ReadEntity(ref reader),
            AnswerKind.Failed => new Failed(Text(ref reader)),
            _ => throw new FormatException($"an answer of unknown kind {(byte)kind}"),
        };
    }

    public static void Text(ByteWriter writer, string text) => writer.Bytes(Encoding.UTF8.GetBytes(text));

    public static string Text(ref ByteReader reader) => Encoding.UTF8.GetString(reader.Bytes());

    /// <summary>Reads a non-negative number that is no count of what follows.</summary>
    public static int Int(ref ByteReader reader) => reader.Varint() is <= int.MaxValue and var value
        ? (int)value
        : throw new FormatException($"a number before byte {reader.Position} is larger than {int.MaxValue}");

    public static void Write(ByteWriter writer, IReadOnlyList<string> texts)
    {
        writer.Count(texts.Count);
        foreach (var text in texts)
        {
            Text(writer, text);
        }
    }

    public static string[] ReadTexts(ref ByteReader reader)
    {
        var texts = new string[reader.Count(1)];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = Text(ref reader);
        }

        return texts;
    }

    // Rows of one layer share a header.
    private static void WriteEntity(ByteWriter writer, EntityFound found)
    {
        Text(writer, found.Node);
        writer.Count(found.Shard);
        writer.Long(found.Epoch);
        writer.Long(found.Offset);
        writer.Long(found.FirstMs ?? long.MinValue);
        writer.Long(found.LastMs ?? long.MinValue);
        RowCodec.Write(writer, [.. found.Rows.Where(row => row.Layer != RowLayer.Open)]);
        RowCodec.Write(writer, [.. found.Rows.Where(row => row.Layer == RowLayer.Open)]);
    }

    private static EntityFound ReadEntity(ref ByteReader reader)
    {
        var (node, shard, epoch, offset) = (Text(ref reader), reader.Count(), reader.Long(), reader.Long());
        var (first, last) = (Unless(reader.Long(), long.MinValue), Unless(reader.Long(), long.MinValue));
        return new EntityFound(node, shard, epoch, offset, first, last, [.. RowCodec.Read(ref reader), .. RowCodec.Read(ref reader)]);
    }

    private static ByteWriter Begin(ByteWriter writer, QuestionKind kind)
    {
        writer.Byte((byte)kind);
        return writer;
    }

    private static void WriteQuery(ByteWriter writer, GetOpenRows query)
    {
        Text(writer, query.View);
        writer.Count(query.Where.Count);
        foreach (var (name, value) in query.Where)
        {
            Text(writer, name);
            Text(writer, value);
        }

        writer.Long(query.FromMs ?? long.MinValue);
        writer.Long(query.ToMs ?? long.MaxValue);
        writer.Count(query.Last ?? 0);
        writer.Count(query.Top ?? 0);
        Text(writer, query.Order ?? "");
        writer.Count(query.Limit);
    }

    private static GetOpenRows ReadQuery(ref ByteReader reader)
    {
        var view = Text(ref reader);
        var where = new KeyValuePair<string, string>[reader.Count(2)];
        for (var i = 0; i < where.Length; i++)
        {
            where[i] = KeyValuePair.Create(Text(ref reader), Text(ref reader));
        }

        var (from, to) = (Unless(reader.Long(), long.MinValue), Unless(reader.Long(), long.MaxValue));
        var (last, top) = (Unless(Int(ref reader), 0), Unless(Int(ref reader), 0));
        var order = Text(ref reader);
        return new GetOpenRows(view, where, from, to, last, top, order.Length == 0 ? null : order, Int(ref reader));
    }

    private static T? Unless<T>(T value, T none)
        where T : struct, IEquatable<T> => value.Equals(none) ? null : value;
}
