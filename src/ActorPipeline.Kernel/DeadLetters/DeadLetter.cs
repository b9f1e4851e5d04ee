namespace ActorPipeline.Kernel;

/// <summary>Why a message was not handled.</summary>
public enum DeadLetterReason
{
    /// <summary>The recipient has stopped.</summary>
    Terminated,

    /// <summary>The recipient's mailbox was full and the sender did not wait.</summary>
    MailboxFull,

    /// <summary>The recipient got it and has no handler for it.</summary>
    Unhandled,

    /// <summary>A reply that came after the question was answered or timed out.</summary>
    AskCompleted,

    /// <summary>It was sent to nobody, such as a reply to a message without a sender.</summary>
    NoRecipient,
}

/// <summary>A message that was not handled, and why.</summary>
/// <param name="Message">The message.</param>
/// <param name="Sender">Who sent it; null when unknown.</param>
/// <param name="Recipient">Whom it was meant for.</param>
/// <param name="Reason">Why it was not handled.</param>
public sealed record DeadLetter(object Message, IActorRef? Sender, IActorRef Recipient, DeadLetterReason Reason);
