namespace ActorPipeline.Kernel;

internal readonly record struct Envelope(object Message, IActorRef? Sender);
