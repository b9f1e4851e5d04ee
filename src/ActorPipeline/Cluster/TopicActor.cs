using System.Diagnostics.CodeAnalysis;
using ActorPipeline.Kernel;

namespace ActorPipeline.Cluster;

/// <summary>Reads and writes one topic that the nodes share, in loops that go on beside its messages, in its turns. A loop that fails fails the actor.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Cancelled in PostStop and never disposed of: work under way may still look at it.")]
internal abstract class TopicActor : ReceiveActor, IWithTimers
{
    private readonly ClusterContext _context;
    private readonly CancellationTokenSource _stopping;

    /// <summary>Makes the actor.</summary>
    /// <param name="context">The bus's surroundings.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="what">What it is for, as failures name it.</param>
    protected TopicActor(ClusterContext context, string topic, string what)
    {
        _context = context;
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(Context.Stopping);
        Link = new TopicLink(context, topic, _stopping.Token);
        ReceiveAsync<BeginNow>(_ => BeginAsync());
        Receive<LoopFailed>(failed => throw new InvalidOperationException($"{what} failed", failed.Cause), failed => failed.Owner == this);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The topic.</summary>
    protected TopicLink Link { get; }

    /// <summary>Cancelled when this instance stops or is restarted.</summary>
    protected CancellationToken Stopping => _stopping.Token;

    /// <summary>Begins the loops.</summary>
    protected abstract Task BeginAsync();

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartSingleTimer(nameof(BeginNow), BeginNow.Instance, TimeSpan.Zero);

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopping.Cancel();
        _ = Link.CloseAsync().AsTask();
    }

    /// <summary>Does work that goes on beside later messages; its failure is the actor's.</summary>
    protected async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The actor stops.
        }
        catch (Exception failure)
        {
            ClusterLog.Failed(_context.Logger, failure);
            Self.Tell(new LoopFailed(this, failure), Self);
        }
    }

    private sealed record BeginNow
    {
        public static BeginNow Instance { get; } = new();
    }

    private sealed record LoopFailed(TopicActor Owner, Exception Cause);
}
