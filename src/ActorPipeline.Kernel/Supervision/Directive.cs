namespace ActorPipeline.Kernel;

/// <summary>What a supervisor does with a child that failed.</summary>
public enum Directive
{
    /// <summary>Goes on with the next message, keeping the state.</summary>
    Resume,

    /// <summary>Replaces the instance by a new one, keeping the mailbox.</summary>
    Restart,

    /// <summary>Stops the child for good.</summary>
    Stop,

    /// <summary>Fails itself with the same cause, and leaves it to its own supervisor.</summary>
    Escalate,
}
