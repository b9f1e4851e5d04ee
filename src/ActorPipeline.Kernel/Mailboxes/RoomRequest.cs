namespace ActorPipeline.Kernel;

/// <summary>A message that waits in line for room in a mailbox.</summary>
internal sealed class RoomRequest(Mailbox mailbox, Envelope envelope, Func<Exception> closed)
{
    // Asynchronous continuations: the consumer that makes room must not run the sender's code inside its own turn.
    private readonly TaskCompletionSource _admitted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Envelope Envelope => envelope;

    public LinkedListNode<RoomRequest>? Place { get; set; }

    public async ValueTask Wait(CancellationToken cancellationToken)
    {
        using var withdrawal = cancellationToken.UnsafeRegister(
            static (state, token) => ((RoomRequest)state!).Withdraw(token), this);
        await _admitted.Task;
    }

    public void Admit() => _admitted.TrySetResult();

    public void Refuse() => _admitted.TrySetException(closed());

    private void Withdraw(CancellationToken cancellationToken)
    {
        if (mailbox.Withdraw(this))
            _admitted.TrySetCanceled(cancellationToken);
    }
}
