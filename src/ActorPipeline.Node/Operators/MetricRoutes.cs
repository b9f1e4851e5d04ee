using System.Text;
using ActorPipeline.Node.Memory;
using ActorPipeline.Node.Serving;
using ActorPipeline.Node.Settings;

namespace ActorPipeline.Node.Operators;

/// <summary><c>/metrics</c> in the Prometheus text format.</summary>
internal static class MetricRoutes
{
    public static void Map(IEndpointRouteBuilder routes, MetricRegistry registry, PipelineCatalog catalog, IMembership membership) =>
        routes.MapGet("/metrics", context => WriteAsync(context, registry, catalog, membership));

    private static async Task WriteAsync(HttpContext context, MetricRegistry registry, PipelineCatalog catalog, IMembership membership)
    {
        var cancelled = context.RequestAborted;
        // Every node knows the whole cluster, but a sum over all scraped nodes must count everything once: the leader shows pipelines,
        // each node its own shards.
        var self = membership.Self;
        var statuses = await Task.WhenAll(catalog.All.Where(_ => self.Leader).Select(pipeline => pipeline.StatusAsync(cancelled).AsTask()));
        var shards = await Task.WhenAll(catalog.All.Select(pipeline => pipeline.ShardsAsync(cancelled).AsTask()));
        var text = new StringBuilder();
        PipelineMetrics.Write(text, statuses, [.. shards.SelectMany(shard => shard).Where(shard => membership.IsAlone || shard.Owner == self.Id)]);
        PipelineMetrics.Write(text, [.. catalog.All.SelectMany(pipeline => pipeline.DriftHere.Select(view => (pipeline.Definition.Name, view)))]);
        registry.Write(text);
        WriteProcess(text);
        context.Response.ContentType = MetricText.ContentType;
        await context.Response.WriteAsync(text.ToString(), cancelled);
    }

    private static void WriteProcess(StringBuilder text)
    {
        (string Name, string Type, string Help, double? Value)[] samples =
        [
            ("process_working_set_bytes", "gauge", "Memory of the process", Environment.WorkingSet),
            ("process_cpu_seconds_total", "counter", "Processor time of the process", Environment.CpuUsage.TotalTime.TotalSeconds),
            ("process_open_fds", "gauge", "Files and sockets open", OpenFiles.Count()),
            ("process_max_fds", "gauge", "Files and sockets that may be open", OpenFiles.Limit()),
            ("dotnet_gc_heap_bytes", "gauge", "Bytes on the managed heap", GC.GetTotalMemory(forceFullCollection: false)),
            ("dotnet_gc_committed_bytes", "gauge", "Memory that the managed heap holds, free parts included", RuntimeHeap.Committed),
            ("actorpipeline_native_memory_bytes", "gauge", "Memory beside the managed heap: database, Kafka client, runtime", RuntimeHeap.Native()),
            ("dotnet_gc_collections_total", "counter", "Full collections", GC.CollectionCount(GC.MaxGeneration)),
            ("dotnet_threadpool_threads", "gauge", "Threads of the pool", ThreadPool.ThreadCount),
            ("dotnet_threadpool_queue", "gauge", "Work waiting for a thread", ThreadPool.PendingWorkItemCount),
        ];
        foreach (var (name, type, help, value) in samples)
        {
            if (value is { } known)
            {
                MetricText.Head(text, name, type, help);
                MetricText.Sample(text, name, "", known);
            }
        }
    }
}
