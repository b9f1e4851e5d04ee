using Akka.Actor;
using Akka.Event;

namespace ActorPipeline.Actors.Telemetry;

internal sealed class DeadLetterCounter : ReceiveActor
{
    public DeadLetterCounter() => Receive<AllDeadLetters>(letter => ActorInstruments.DeadLetter(letter.Message.GetType()));

    protected override void PreStart() => Context.System.EventStream.Subscribe<AllDeadLetters>(Self);

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}
