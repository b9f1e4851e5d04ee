namespace ActorPipeline.Node.Http;

/// <summary>How many connections a listener may have open.</summary>
/// <param name="ForProbes">How many of them are left to probes: so many fewer other requests may be under way.</param>
internal sealed record ConnectionLimits(int Max, int ForProbes = 0);
