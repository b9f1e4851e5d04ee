using System.Collections.Immutable;
using System.Numerics;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Kernel;

/// <summary>
/// Where undeliverable messages end: counted by reason, logged and shown to subscribers, never kept. Thread-safe. It is an
/// <see cref="IActorRef"/> too: what is told to it is a dead letter.
/// </summary>
public sealed partial class DeadLetterOffice : IActorRef
{
    private readonly long[] _counts = new long[Enum.GetValues<DeadLetterReason>().Length];
    private readonly ILogger _logger;
    private ImmutableArray<Action<DeadLetter>> _subscribers = [];

    internal DeadLetterOffice(ActorPath path, ILogger logger)
    {
        Path = path;
        _logger = logger;
    }

    /// <inheritdoc/>
    public ActorPath Path { get; }

    /// <summary>All dead letters since the system started.</summary>
    public long Total
    {
        get
        {
            long total = 0;
            foreach (ref var count in _counts.AsSpan())
                total += Interlocked.Read(ref count);
            return total;
        }
    }

    /// <summary>Dead letters for one reason since the system started.</summary>
    public long Count(DeadLetterReason reason) => Interlocked.Read(ref _counts[(int)reason]);

    /// <summary>
    /// Shows every later dead letter to <paramref name="subscriber"/>, on the thread that lost the message: it must be quick. What it
    /// throws is logged and goes no further.
    /// </summary>
    /// <returns>Ends the subscription when disposed.</returns>
    public IDisposable Subscribe(Action<DeadLetter> subscriber)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ImmutableInterlocked.Update(ref _subscribers, static (all, one) => all.Add(one), subscriber);
        return new Subscription(this, subscriber);
    }

    /// <summary>Tells every later <see cref="DeadLetter"/> to an actor. Those it has no room for are counted and not told again.</summary>
    /// <returns>Ends the subscription when disposed.</returns>
    public IDisposable Subscribe(IActorRef subscriber)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        return Subscribe(letter => subscriber.Tell(letter, sender: null));
    }

    /// <inheritdoc/>
    public void Tell(object message, IActorRef? sender) =>
        Publish(new DeadLetter(message, sender, this, DeadLetterReason.NoRecipient));

    /// <inheritdoc/>
    public ValueTask TellAsync(object message, IActorRef? sender, CancellationToken cancellationToken = default)
    {
        Tell(message, sender);
        return ValueTask.FromException(new ActorUnavailableException(this, DeadLetterReason.NoRecipient));
    }

    /// <inheritdoc/>
    public Task<T> Ask<T>(object message, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Tell(message, sender: null);
        return Task.FromException<T>(new ActorUnavailableException(this, DeadLetterReason.NoRecipient));
    }

    internal void Publish(DeadLetter letter)
    {
        var count = Interlocked.Increment(ref _counts[(int)letter.Reason]);

        // A flood must not become a flood of log lines: the 1st, 2nd, 4th, 8th ... of a reason say enough.
        if (BitOperations.IsPow2(count))
            LogDeadLetter(letter.Message.GetType(), letter.Sender?.Path, letter.Recipient.Path, letter.Reason, count);

        // A lost notice of a loss is counted only: telling it again would never end.
        if (letter.Message is not DeadLetter)
            Show(letter);
    }

    private void Show(DeadLetter letter)
    {
        foreach (var subscriber in _subscribers)
        {
            try
            {
                subscriber(letter);
            }
            catch (Exception exception)
            {
                LogSubscriberFailed(exception);
            }
        }
    }

    private sealed class Subscription(DeadLetterOffice office, Action<DeadLetter> subscriber) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref office._subscribers, static (all, one) => all.Remove(one), subscriber);
    }
}
