namespace ActorPipeline.Node.Settings;

/// <summary>Divides the files a process may have open between those the node needs itself and the connections of its listeners.</summary>
internal sealed partial class DescriptorPlan(NodeOptions options, string? shortage)
{
    // An embedded node that has just started has 290 open, most of them for the runtime, which keeps the files of assemblies open. The rest is for what
    // comes and goes: queries, snapshots, the servers and nodes of a cluster.
    private const int OfNode = 400;

    // A topic of the embedded log keeps its commit file open and every segment that was used; a client of Kafka's a socket and two wake-ups for each broker.
    private const int OfTopic = 16;

    // Shard log, late events and dead letters beside the source; topics of rows come on top.
    private const int TopicsOfPipeline = 4;

    // Below that a listener serves nobody reliably.
    private const int FewestConnections = 32;

    /// <summary>The node's options with as many connections as fit.</summary>
    public NodeOptions Options => options;

    /// <summary>What follows from a limit that is too low for all connections asked for, and what to do; null where it is not.</summary>
    public string? Shortage => shortage;

    /// <summary>Fits a node's connections into a limit of open files; a null limit is none.</summary>
    /// <exception cref="NodeStartException">The node could not run within it.</exception>
    public static DescriptorPlan For(NodeOptions options, long? limit)
    {
        var web = options.Roles.Contains("web") ? options.Web.MaxConnections : 0;
        var operators = options.Management.MaxConnections;
        var own = OfNode + (OfTopic * options.Pipelines.Sum(pipeline => TopicsOfPipeline + pipeline.RowTopics.Count()));
        var wanted = (long)own + web + operators;
        if (limit is not { } files || files >= wanted)
        {
            return new DescriptorPlan(options, null);
        }

        var least = own + Math.Min(web, FewestConnections) + Math.Min(operators, FewestConnections);
        if (files < least)
        {
            throw new NodeStartException(
                ExitCode.Configuration,
                $"this process may have {files} files open, and this node needs {least}: {own} of its own and some for connections; {Remedy(wanted)}");
        }

        var left = (int)files - own;
        var forOperators = Math.Min(operators, Math.Max(FewestConnections, Math.Max(left / 4, left - web)));
        var forWeb = Math.Min(web, left - forOperators);
        var fitted = options with
        {
            Web = options.Web with { MaxConnections = forWeb },
            Management = options.Management with { MaxConnections = forOperators },
        };
        return new DescriptorPlan(
            fitted,
            $"this process may have {files} files open: {own} are kept for the node's own, so it takes at most {forWeb} connections of web clients "
            + $"(web.max-connections = {web}) and {forOperators} of operators (management.max-connections = {operators}); {Remedy(wanted)}");
    }

    /// <summary>Logs a shortage.</summary>
    public void Report(ILoggerFactory loggers)
    {
        if (shortage is not null)
        {
            FewFiles(loggers.CreateLogger<DescriptorPlan>(), shortage);
        }
    }

    private static string Remedy(long wanted) =>
        $"allow {wanted} or more (ulimit -n {wanted} in the shell that starts it, LimitNOFILE={wanted} for systemd, --ulimit nofile={wanted} for a container)";

    [LoggerMessage(65, LogLevel.Warning, "{Shortage}")]
    private static partial void FewFiles(ILogger log, string shortage);
}
