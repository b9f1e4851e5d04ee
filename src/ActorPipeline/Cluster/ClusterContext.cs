using ActorPipeline.Log;
using Microsoft.Extensions.Logging;

namespace ActorPipeline.Cluster;

/// <summary>What the parts of the bus share. Immutable but for the tables, which are safe to use from any thread.</summary>
/// <param name="Self">This process: random.</param>
/// <param name="Log">The event log.</param>
/// <param name="Options">The bus's settings.</param>
/// <param name="Members">Who is there.</param>
/// <param name="Reports">What they report.</param>
/// <param name="Here">What this node says, serves and knows.</param>
/// <param name="Instruments">The bus's metrics.</param>
/// <param name="Time">The clock.</param>
/// <param name="Reference">The servers' clock, or null.</param>
/// <param name="Logger">Where messages go.</param>
internal sealed record ClusterContext(
    string Self,
    IEventLog Log,
    ClusterBusOptions Options,
    MemberTable Members,
    ReportTable Reports,
    LocalNode Here,
    ClusterInstruments Instruments,
    TimeProvider Time,
    IReferenceClock? Reference,
    ILogger Logger)
{
    /// <summary>The node's clock in unix milliseconds.</summary>
    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Pauses between tries, from the shortest on.</summary>
    public BusBackoff NewBackoff() => new(Options.Backoff, Time);
}
