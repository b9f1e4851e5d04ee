using System.Globalization;
using ActorPipeline.Actors.Messages;
using ActorPipeline.Actors.Telemetry;
using ActorPipeline.Asking;
using ActorPipeline.Running;
using ActorPipeline.Serving;
using Akka.Actor;

namespace ActorPipeline.Actors.Regions;

/// <summary>The actor of a source partition or a shard: a shell around the host of its runs. Its name is the partition's number.</summary>
/// <remarks>It hands over when its region tells it to, and abandons the partition when it stops without that.</remarks>
internal abstract class PartitionEntity : ReceiveActor
{
    // A partition is asked by its pipeline's waits and by operators; more than this many at once would only wait for the same thing.
    private const int MaxQuestions = 1_024;

    private readonly PipelineRuntime _pipeline;
    private readonly PlacedRole _role;
    private readonly TimeProvider _time;
    private PartitionHost? _host;
    private int _questions;

    protected PartitionEntity(PipelineRuntime pipeline, PlacedRole role, TimeProvider time)
    {
        _pipeline = pipeline;
        _role = role;
        _time = time;
        Receive<PartitionEnvelope>(asked => Answer(asked.Question, asked.Patience));
        Receive<KeyEnvelope>(asked => Answer(asked.Question, asked.Patience));
        Receive<Answered>(answered =>
        {
            _questions--;
            Tell(answered.Asker, answered.Answer);
        });
        Receive<HandOver>(_ => _host!.HandOverAsync().PipeTo(Self, success: () => Ended.Instance));
        Receive<Ended>(_ => Context.Stop(Self));
    }

    protected override void PreStart() => _host = _pipeline.Serve(_role, int.Parse(Self.Path.Name, CultureInfo.InvariantCulture));

    protected override void PostStop() => _host?.Abandon();

    protected override void PostRestart(Exception reason)
    {
        ActorInstruments.Restarted(GetType());
        base.PostRestart(reason);
    }

    private void Answer(Question question, TimeSpan patience)
    {
        if (_questions == MaxQuestions)
        {
            Sender.Tell(NotReady.Instance, Self);
            return;
        }

        _questions++;
        var asker = Sender;
        AskHostAsync(_host!, question, patience).PipeTo(Self, success: answer => new Answered(asker, answer));
    }

    // Rows may be many: what goes to another node is cut into parts.
    private void Tell(IActorRef asker, object answer)
    {
        if (answer is not (OpenRows or EntityFound) || asker.Path.Address.HasLocalScope)
        {
            asker.Tell(answer, Self);
            return;
        }

        var bytes = QuestionCodec.Write((Answer)answer);
        if (bytes.Length > AnswerPiece.MaxAnswer)
        {
            asker.Tell(new Failed($"the answer has {bytes.Length} bytes, at most {AnswerPiece.MaxAnswer} can be sent: ask for fewer rows"), Self);
            return;
        }

        foreach (var piece in AnswerPiece.Cut(bytes))
        {
            asker.Tell(piece, Self);
        }
    }

    private async Task<object> AskHostAsync(PartitionHost host, Question question, TimeSpan patience)
    {
        using var expiry = new CancellationTokenSource(patience, _time);
        try
        {
            return await host.AskAsync(question, expiry.Token);
        }
        catch (Exception silent) when (silent is NotHereException or NotReadyException or OperationCanceledException)
        {
            return NotReady.Instance;
        }
        catch (Exception failure)
        {
            return new Failed(failure.Message);
        }
    }

    private sealed record Answered(IActorRef Asker, object Answer);

    private sealed record Ended
    {
        public static Ended Instance { get; } = new();
    }
}

/// <summary>The actor of a source partition.</summary>
internal sealed class IntakeEntity(PipelineRuntime pipeline, TimeProvider time) : PartitionEntity(pipeline, PlacedRole.Intake, time);

/// <summary>The actor that writes the events of a source partition into the lake.</summary>
internal sealed class LakeEntity(PipelineRuntime pipeline, TimeProvider time) : PartitionEntity(pipeline, PlacedRole.Lake, time);

/// <summary>The actor that runs a pipeline's jobs.</summary>
internal sealed class BatchEntity(PipelineRuntime pipeline, TimeProvider time) : PartitionEntity(pipeline, PlacedRole.Batch, time);

/// <summary>The actor of a shard: it owns the page and client actors whose keys fall into it.</summary>
internal sealed class ShardEntity(PipelineRuntime pipeline, TimeProvider time) : PartitionEntity(pipeline, PlacedRole.Shards, time);
