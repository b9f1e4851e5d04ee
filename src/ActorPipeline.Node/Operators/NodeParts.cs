using ActorPipeline.Definitions;
using ActorPipeline.Node.Collector;
using ActorPipeline.Node.Engines;
using ActorPipeline.Node.Serving;
using ActorPipeline.Node.Settings;
using ActorPipeline.Node.Sql;

namespace ActorPipeline.Node.Operators;

/// <summary>The parts of a running node that its listeners serve. Their owner disposes of them after the listeners.</summary>
internal sealed record NodeParts
{
    public required NodeOptions Options { get; init; }
    public required INodeEngine Engine { get; init; }
    public required ViewReads Reads { get; init; }
    public required SqlAnswers Sql { get; init; }
    public required EventCollector Collector { get; init; }
    public required IMembership Membership { get; init; }
    public required NodeHealth Health { get; init; }
    public required MetricRegistry Metrics { get; init; }

    /// <summary>Reads the pipelines declared in a text of a given name, as the node would at start, without running them.</summary>
    public required Func<string, string, IReadOnlyList<PipelineDefinition>> ReadPipelines { get; init; }

    public required TimeProvider Clock { get; init; }
    public required ILoggerFactory Loggers { get; init; }
}
