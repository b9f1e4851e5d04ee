using Xunit;

namespace ActorPipeline.Tests.Architecture;

public sealed class ProjectReferenceTests
{
    // Libraries that know nothing of ours; the engine; what implements its seams or hosts it; what is made of some of these; what composes them.
    private static readonly string[][] Tiers =
    [
        ["ActorPipeline.Hocon", "ActorPipeline.Cql", "ActorPipeline.Pbm"],
        ["ActorPipeline"],
        ["ActorPipeline.Actors", "ActorPipeline.AkkaStreams", "ActorPipeline.Embedded", "ActorPipeline.Kafka", "ActorPipeline.Cassandra"],
        ["ActorPipeline.Lake"],
        ["ActorPipeline.Node"],
    ];

    [Fact]
    public void Every_project_has_its_tier() =>
        Assert.Equal(Tiers.SelectMany(tier => tier).Order(StringComparer.Ordinal), SourceProject.All.Select(project => project.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void A_project_refers_only_to_projects_of_lower_tiers()
    {
        var back = from project in SourceProject.All
                   from reference in project.References
                   where TierOf(reference) >= TierOf(project.Name)
                   select $"{project.Name} refers to {reference}";

        Assert.Empty(back);
    }

    [Fact]
    public void References_are_read_from_the_project_files() =>
        Assert.Equal(["ActorPipeline", "ActorPipeline.Cql"], SourceProject.All.Single(project => project.Name == "ActorPipeline.Cassandra").References);

    private static int TierOf(string project) => Array.FindIndex(Tiers, tier => tier.Contains(project));
}
