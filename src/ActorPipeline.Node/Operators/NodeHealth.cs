using ActorPipeline.Actors.Messages;
using ActorPipeline.Log;
using ActorPipeline.Node.Http;
using ActorPipeline.Node.Serving;
using ActorPipeline.Serving;
using ActorPipeline.Storage;

namespace ActorPipeline.Node.Operators;

internal sealed record HealthReport(string Status, IReadOnlyList<HealthCheck> Checks)
{
    public static HealthReport Of(params IReadOnlyList<HealthCheck> checks) => new(checks.All(check => check.Ok) ? "ok" : "failed", checks);

    /// <summary>Answers a probe: 200 or 503, with every check named.</summary>
    public Task WriteAsync(HttpContext context) =>
        NodeJson.WriteAsync(context, this, Status == "ok" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}

internal sealed record HealthCheck(string Name, bool Ok, string? Detail);

/// <summary>Where the node stands between start and end, and whether it can do its work. Thread safe.</summary>
internal sealed class NodeHealth(PipelineCatalog catalog, IMembership membership, TimeProvider clock)
{
    // A probe that hangs is worse than one that fails: probes have time-outs of their own, and these are longer.
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(5);

    private volatile bool _started;
    private volatile bool _stopping;

    public void Started() => _started = true;

    public void Stopping() => _stopping = true;

    /// <summary>Whether the process should go on: it answers, so it does.</summary>
    public static HealthReport Alive() => HealthReport.Of(new HealthCheck("process", true, null));

    public HealthReport Startup() => HealthReport.Of(new HealthCheck("started", _started, _started ? null : "still starting"));

    /// <summary>Whether the node can take and count events now.</summary>
    /// <param name="wholeCluster">Whether what keeps other nodes from counting is a failure too: a probe must not take every node out of service
    /// for one of them.</param>
    public async Task<HealthReport> ReadyAsync(bool wholeCluster, CancellationToken cancellationToken)
    {
        var pipelines = await Task.WhenAll(catalog.All.Select(pipeline => CheckAsync(pipeline, wholeCluster || membership.IsAlone, cancellationToken)));
        return HealthReport.Of([.. HereChecks(), .. membership.Checks(), .. pipelines]);
    }

    /// <summary>What the node tells the others of itself; never waits.</summary>
    public NodeReadiness Here()
    {
        var pipelines = catalog.All.Select(pipeline =>
            new HealthCheck($"pipeline:{pipeline.Definition.Name}", pipeline.TroubleHere is null, pipeline.TroubleHere));
        var failed = HereChecks().Concat(membership.Checks()).Concat(pipelines).Where(check => !check.Ok).ToList();
        return new NodeReadiness(failed.Count == 0, [.. failed.Select(check => $"{check.Name}: {check.Detail}")]);
    }

    private static string? NotableOf(IPipelineRuntime pipeline) => pipeline.TimelinessHere is { IsNotable: true } events
        ? events.ToString()
        : pipeline.DriftHere.FirstOrDefault(view => view.Rows.Rows > 0) is { } drift
            ? $"{drift.Rows.Rows} of {drift.Rows.Compared} rows of {drift.View} differ between batch and shards: pbm batch drift"
            : null;

    private List<HealthCheck> HereChecks() => [.. Startup().Checks, new HealthCheck("serving", !_stopping, _stopping ? "shutting down" : null)];

    private async Task<HealthCheck> CheckAsync(IPipelineRuntime pipeline, bool wholeCluster, CancellationToken cancellationToken)
    {
        var name = $"pipeline:{pipeline.Definition.Name}";
        using var timeout = new CancellationTokenSource(CheckTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var status = await pipeline.StatusAsync(both.Token);
            return status.State == "running"
                ? new HealthCheck(name, true, pipeline.LakeTroubleHere ?? NotableOf(pipeline))
                : new HealthCheck(name, !wholeCluster && pipeline.TroubleHere is null, status.Detail ?? status.State);
        }
        catch (Exception exception) when (exception is EventLogException or ViewStoreException)
        {
            // What the pipeline's actors met says more than what the question for its state met.
            return new HealthCheck(name, false, pipeline.TroubleHere ?? exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthCheck(name, false, pipeline.TroubleHere ?? $"no answer within {CheckTimeout.TotalSeconds:0} s");
        }
    }
}
