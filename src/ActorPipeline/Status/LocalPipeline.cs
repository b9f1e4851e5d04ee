using ActorPipeline.Definitions;
using ActorPipeline.Emission;

namespace ActorPipeline.Status;

/// <summary>A pipeline of this node as other nodes learn of it.</summary>
/// <param name="Board">Where its partitions show how far they have come.</param>
/// <param name="Feed">Where its rows are shown.</param>
internal sealed record LocalPipeline(PipelineDefinition Definition, PipelineBoard Board, RowFeed Feed);
