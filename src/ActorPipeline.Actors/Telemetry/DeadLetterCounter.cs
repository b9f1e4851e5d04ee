using Akka.Actor;
using Akka.Event;

namespace ActorPipeline.Actors.Telemetry;

/// <summary>Counts messages that reach nobody.</summary>
internal sealed class DeadLetterCounter : ReceiveActor
{
    public DeadLetterCounter() => Receive<AllDeadLetters>(letter => ActorInstruments.DeadLetter(letter.Message.GetType()));

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe<AllDeadLetters>(Self);

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}
