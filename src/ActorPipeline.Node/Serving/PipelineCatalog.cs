using ActorPipeline.Definitions;
using ActorPipeline.Node.Http;
using ActorPipeline.Serving;

namespace ActorPipeline.Node.Serving;

/// <summary>Finds pipelines and views by the names requests bear. Immutable.</summary>
internal sealed class PipelineCatalog(IReadOnlyList<IPipelineRuntime> pipelines)
{
    public IReadOnlyList<IPipelineRuntime> All { get; } = pipelines;

    public IPipelineRuntime Find(string name) =>
        All.FirstOrDefault(pipeline => pipeline.Definition.Name == name)
        ?? throw ProblemException.NotFound(
            "unknown-pipeline", $"there is no pipeline {name}; there are {Names(All.Select(pipeline => pipeline.Definition.Name))}");

    public (IPipelineRuntime Pipeline, ViewDefinition View) Find(string pipelineName, string viewName)
    {
        var pipeline = Find(pipelineName);
        var view = pipeline.Definition.FindView(viewName)
            ?? throw ProblemException.NotFound(
                "unknown-view", $"pipeline {pipelineName} has no view {viewName}; it has {Names(pipeline.Definition.Views.Select(view => view.Name))}");
        return (pipeline, view);
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.DefaultIfEmpty("none"));
}
