using System.Threading.Channels;
using ActorPipeline.Kernel;

namespace ActorPipeline.TestKit;

/// <summary>An actor that keeps what it gets for the test to look at. It may be told to watch.</summary>
public sealed class TestProbe
{
    // Unbounded: a probe must never be the cause of back-pressure in the test that looks through it.
    private readonly Channel<(object Message, IActorRef Sender)> _received = Channel.CreateUnbounded<(object, IActorRef)>();

    /// <summary>Starts a probe in a system.</summary>
    public TestProbe(ActorSystem system, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        Ref = system.ActorOf(Props.Create(() => new ProbeActor(_received.Writer)).WithMailbox(1_000_000), name);
    }

    /// <summary>The probe's address.</summary>
    public IActorRef Ref { get; }

    /// <summary>Who sent the message that was last taken.</summary>
    public IActorRef? LastSender { get; private set; }

    /// <summary>Whether everything received was taken; meaningful when the system is idle.</summary>
    public bool IsEmpty => !_received.Reader.TryPeek(out _);

    /// <summary>Lets the probe watch an actor; its <see cref="Terminated"/> arrives as a message.</summary>
    public void Watch(IActorRef subject) => Ref.Tell(new WatchCommand(subject), sender: null);

    /// <summary>Takes the next message, waiting for it.</summary>
    /// <exception cref="InvalidCastException">It is of another type.</exception>
    public async Task<T> Expect<T>()
    {
        var (message, sender) = await _received.Reader.ReadAsync();
        LastSender = sender;
        return message is T typed ? typed : throw new InvalidCastException($"Expected {typeof(T)}, got {message}.");
    }

    /// <summary>Takes all messages received so far; complete when the system is idle.</summary>
    public IReadOnlyList<object> TakeAll()
    {
        var all = new List<object>();
        while (_received.Reader.TryRead(out var received))
            all.Add(received.Message);
        return all;
    }

    private sealed record WatchCommand(IActorRef Subject);

    private sealed class ProbeActor : ReceiveActor
    {
        public ProbeActor(ChannelWriter<(object, IActorRef)> received)
        {
            Receive<WatchCommand>(command => Context.Watch(command.Subject));
            ReceiveAny(message => received.TryWrite((message, Sender)));
        }
    }
}
