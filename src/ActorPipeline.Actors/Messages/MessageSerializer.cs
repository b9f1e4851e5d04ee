using System.Runtime.Serialization;
using ActorPipeline.Actors.Telemetry;
using ActorPipeline.Asking;
using ActorPipeline.Batches;
using Akka.Actor;
using Akka.Event;
using Akka.Serialization;

namespace ActorPipeline.Actors.Messages;

/// <summary>The bytes of every message that goes from node to node.</summary>
/// <remarks>A manifest is a name and a version; a message that gets a new field gets a new manifest, and the old one stays readable.
/// Nothing of ours falls back to another serializer. Safe to use from any thread.</remarks>
public sealed class MessageSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string PartitionQuestion = "partition-question/1";
    private const string KeyQuestion = "key-question/1";
    private const string AnswerManifest = "answer/1";
    private const string AnswerPart = "answer-part/1";
    private const string NotReadyManifest = "not-ready/1";
    private const string HandOverManifest = "hand-over/1";
    private const string Node = "node/1";
    private const string Rows = "live-rows/1";
    private const string RowsTaken = "live-rows-taken/1";

    // A day: far more than anybody waits, and well within what timers take.
    private const long MaxPatienceMs = 86_400_000;

    /// <summary>The serializer's number in the configuration of Akka.</summary>
    public const int SerializerId = 9_110;

    /// <inheritdoc/>
    public override int Identifier => SerializerId;

    /// <inheritdoc/>
    public override string Manifest(object o) => o switch
    {
        PartitionEnvelope => PartitionQuestion,
        KeyEnvelope => KeyQuestion,
        Answer => AnswerManifest,
        AnswerPiece => AnswerPart,
        NotReady => NotReadyManifest,
        HandOver => HandOverManifest,
        NodeMessage => Node,
        LiveRows => Rows,
        LiveAck => RowsTaken,
        _ => throw new ArgumentException($"{o?.GetType()} has no form in which it goes to other nodes", nameof(o)),
    };

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj)
    {
        var writer = new ByteWriter();
        switch (obj)
        {
            case PartitionEnvelope asked:
                writer.Count(asked.Partition);
                writer.Long((long)asked.Patience.TotalMilliseconds);
                QuestionCodec.Write(writer, asked.Question);
                break;
            case KeyEnvelope asked:
                QuestionCodec.Text(writer, asked.View);
                QuestionCodec.Write(writer, asked.Key);
                writer.Long((long)asked.Patience.TotalMilliseconds);
                QuestionCodec.Write(writer, asked.Question);
                break;
            case Answer answer:
                return QuestionCodec.Write(answer).ToArray();
            case AnswerPiece piece:
                writer.Count(piece.Index);
                writer.Count(piece.Count);
                writer.Bytes(piece.Bytes.Span);
                break;
            case NodeMessage node:
                return node.Write();
            case LiveRows rows:
                QuestionCodec.Text(writer, rows.View.Pipeline);
                QuestionCodec.Text(writer, rows.View.View);
                writer.Byte(rows.HasGap ? (byte)1 : (byte)0);
                writer.Bytes(rows.Rows.Span);
                break;
            case LiveAck ack:
                writer.Count(ack.Count);
                break;
            case NotReady or HandOver:
                break;
            default:
                throw new ArgumentException($"{obj?.GetType()} has no form in which it goes to other nodes", nameof(obj));
        }

        return writer.Written.ToArray();
    }

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The bytes are damaged, or of a version that this node does not know.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return Read(bytes, manifest);
        }
        catch (FormatException refused)
        {
            // Akka.Remote drops the message over this exception. Over any other it ends the connection, which heartbeats share.
            ActorInstruments.RefusedMessage();
            Logging.GetLogger(base.system, typeof(MessageSerializer)).Warning("a message of another node is refused: {0}", refused.Message);
            throw new SerializationException(refused.Message, refused);
        }
    }

    private static object Read(byte[] bytes, string manifest)
    {
        if (manifest == Node)
        {
            return NodeMessage.Read(bytes);
        }

        var reader = new ByteReader(bytes);
        object message = manifest switch
        {
            PartitionQuestion => ReadPartitionQuestion(ref reader),
            KeyQuestion => ReadKeyQuestion(ref reader),
            AnswerManifest => QuestionCodec.ReadAnswer(ref reader),
            AnswerPart => new AnswerPiece(reader.Count(), reader.Count(), reader.Bytes().ToArray()),
            NotReadyManifest => NotReady.Instance,
            HandOverManifest => HandOver.Instance,
            Rows => ReadRows(ref reader),
            RowsTaken => new LiveAck(reader.Count()),
            _ => throw new FormatException($"a message with manifest '{manifest}' is not known to this version: upgrade this node, or the one that sent it"),
        };
        return reader.AtEnd
            ? message
            : throw new FormatException($"a message with manifest '{manifest}' ends at byte {reader.Position}, but {bytes.Length} bytes came");
    }

    private static PartitionEnvelope ReadPartitionQuestion(ref ByteReader reader)
    {
        var (partition, patience) = (reader.Count(), ReadPatience(ref reader));
        return new PartitionEnvelope(partition, ReadQuestion(ref reader), patience);
    }

    private static KeyEnvelope ReadKeyQuestion(ref ByteReader reader)
    {
        var (view, key, patience) = (QuestionCodec.Text(ref reader), QuestionCodec.ReadTexts(ref reader), ReadPatience(ref reader));
        return new KeyEnvelope(view, key, ReadQuestion(ref reader), patience);
    }

    private static TimeSpan ReadPatience(ref ByteReader reader)
    {
        var milliseconds = reader.Long();
        return milliseconds >= 0 && milliseconds <= MaxPatienceMs
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new FormatException($"a question that waits for {milliseconds} ms, expected 0 to {MaxPatienceMs}");
    }

    private static LiveRows ReadRows(ref ByteReader reader)
    {
        var view = new WatchedView(QuestionCodec.Text(ref reader), QuestionCodec.Text(ref reader));
        return new LiveRows(view, reader.Byte() != 0, reader.Bytes().ToArray());
    }

    private static Question ReadQuestion(ref ByteReader reader) =>
        QuestionCodec.ReadQuestion(ref reader) ?? throw new FormatException("a question of a kind that is not known to this version");
}
