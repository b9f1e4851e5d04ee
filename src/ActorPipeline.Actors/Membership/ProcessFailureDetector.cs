using Akka.Configuration;
using Akka.Event;
using Akka.Remote;

namespace ActorPipeline.Actors.Membership;

/// <summary>Judges a member by its heartbeats, and at once where its process is known to be gone. <see cref="ProcessWatch"/> finds that out.</summary>
/// <param name="config">The section <c>akka.cluster.failure-detector</c>.</param>
/// <param name="events">The event stream of the actor system.</param>
internal sealed class ProcessFailureDetector(Config config, EventStream events) : PhiAccrualFailureDetector(config, events)
{
    private readonly RefusedProcesses _refused = RefusedProcesses.Of(events);

    /// <inheritdoc/>
    public override bool IsAvailable => !_refused.Contains(Address) && base.IsAvailable;

    /// <inheritdoc/>
    /// <remarks>Who sends a heartbeat is there, whatever was noted of its port.</remarks>
    public override void HeartBeat()
    {
        _refused.Remove(Address);
        base.HeartBeat();
    }
}
