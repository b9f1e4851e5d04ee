using System.Diagnostics.CodeAnalysis;
using ActorPipeline.Actors;
using ActorPipeline.Cluster;

namespace ActorPipeline.Runtime;

/// <summary>An actor of the engine: begins with an asynchronous start, works beside its messages, and fails as a whole.</summary>
/// <remarks>Everything runs in the actor's turns, awaits included. Until the start is done, questions are answered with <see cref="NotReadyException"/>;
/// a failure of any work restarts the actor with back-off, and the start begins anew.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "Cancelled in PostStop and never disposed of: work under way may still look at it.")]
internal abstract class EngineActor : ReceiveActor, IWithTimers
{
    private readonly CancellationTokenSource _stopping;

    /// <summary>Makes the actor.</summary>
    /// <param name="tenure">Its time with its partition.</param>
    protected EngineActor(Tenure tenure)
    {
        Tenure = tenure;
        // Told to stop while it starts or works: what it awaits ends at once.
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(Context.Stopping);
        ReceiveAsync<Begin>(_ => Noting(async () =>
        {
            await BeginAsync(Stopping);
            Become(BecomeReady);
            tenure.Ready();
        }));
        Receive<HandOver>(_ => Context.Stop(Self));
        Receive<Question>(_ => Sender.Tell(NotReady(), Self));
        ReceiveAny(_ => { });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The actor's time with its partition.</summary>
    protected Tenure Tenure { get; }

    /// <summary>Cancelled when this instance stops or is restarted.</summary>
    protected CancellationToken Stopping => _stopping.Token;

    /// <summary>Makes the actor ready: takes what it owns, reads what it needs.</summary>
    protected abstract Task BeginAsync(CancellationToken cancellationToken);

    /// <summary>Declares the handlers of the ready actor.</summary>
    protected abstract void DeclareHandlers();

    /// <inheritdoc/>
    protected override void PreStart()
    {
        if (Tenure.IsLeaving)
        {
            Context.Stop(Self);
            return;
        }

        // By timer: it goes ahead of what filled the mailbox while the actor was down.
        Timers.StartSingleTimer(nameof(Begin), Begin.Instance, TimeSpan.Zero);
    }

    /// <summary>Finishes what has been begun, so that the next owner need not do it again.</summary>
    protected abstract Task HandOverAsync();

    /// <summary>Notes a failure for operators, when it happens: the restart comes only after a pause.</summary>
    protected abstract void NoteFailure(Exception cause);

    /// <summary>Does a message's work and notes its failure before the actor fails of it.</summary>
    protected async Task Noting(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception cause) when (!Stopping.IsCancellationRequested)
        {
            NoteFailure(cause);
            if (Tenure.NotReady())
            {
                // It was to hand over, and can do so no more.
                Context.Stop(Self);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    protected override void PostStop() => _stopping.Cancel();

    /// <summary>Starts work that goes on beside later messages, still in this actor's turns. Its failure is the actor's.</summary>
    protected Task Beside(Func<Task> work)
    {
        _ = GuardAsync(work, null);
        return Task.CompletedTask;
    }

    /// <summary>The same, and answers who asked when the work is done, or when it is cut short.</summary>
    protected Task Beside(IActorRef asker, Func<Task> work)
    {
        _ = GuardAsync(work, asker);
        return Task.CompletedTask;
    }

    /// <summary>Fails the actor from work beside its messages.</summary>
    protected async Task FailAsync(Exception cause)
    {
        try
        {
            await Self.TellAsync(new WorkFailed(this, cause), Self, Stopping);
        }
        catch (Exception gone) when (gone is OperationCanceledException or ActorUnavailableException)
        {
            // Stopped in the meantime: nobody is left to fail.
        }
    }

    private static Status.Failure NotReady() => new(new NotReadyException());

    private void BecomeReady()
    {
        ReceiveAsync<WorkFailed>(failed => Noting(() => Task.FromException(failed.Cause)), failed => failed.Owner == this);
        Receive<WorkFailed>(_ => { });
        ReceiveAsync<HandOver>(_ => Beside(async () =>
        {
            await HandOverAsync();
            Context.Stop(Self);
        }));
        DeclareHandlers();
    }

    private async Task GuardAsync(Func<Task> work, IActorRef? asker)
    {
        try
        {
            await work();
            asker?.Tell(Done.Instance, Self);
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            asker?.Tell(NotReady(), Self);
        }
        catch (Exception failure)
        {
            asker?.Tell(new Status.Failure(failure), Self);
            if (failure is not NotReadyException)
            {
                await FailAsync(failure);
            }
        }
    }

    private sealed record Begin
    {
        public static Begin Instance { get; } = new();
    }

    private sealed record WorkFailed(EngineActor Owner, Exception Cause);
}

/// <summary>The actor is starting, or was restarted before it could answer: ask again.</summary>
public sealed class NotReadyException() : Exception("the actor is not ready: ask again");
